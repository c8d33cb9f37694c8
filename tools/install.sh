#!/usr/bin/env bash
# Installs what a bare Debian 12 needs to build and test; does nothing, and needs no network, when
# everything is there. 在裸机 Debian 12 上安装构建与测试所需的软件包；已齐备时不联网。
# Debian 12 fixes the versions; where a name carries a number (boost 1.81, clang 19) the build
# relies on it. libboost1.81-dev takes the place of 1.74, Debian's default.
set -euo pipefail

packages=(
  # compiler and build
  build-essential g++ cmake ninja-build ccache pkg-config
  # libraries
  libboost1.81-dev libboost-json1.81-dev libssl-dev libsqlite3-dev libpugixml-dev libxml2-dev
  zlib1g-dev libzip-dev libxlsxwriter-dev libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev
  libsoci-dev libpq-dev
  # tests; property tests, fuzzing and a second compiler's verdict need the last three of the row
  libgtest-dev librapidcheck-dev clang-19 libclang-rt-19-dev
  postgresql-15 util-linux
  # tools
  python3 python3-pip sqlite3
)

say() { printf '%s\n' "$@" >&2; }

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "本脚本只支持 Debian 12。请自行安装：${packages[*]}" \
      "Only Debian 12 is supported here. Please install by hand: ${packages[*]}"
  exit 1
fi

# One query for all; a package that dpkg has never heard of is missing like any other.
form='${Package} ${db:Status-Status}\n'
installed=$(dpkg-query -W -f="$form" "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package installed" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "缺少软件包，需要 root 权限安装。请以 root 执行：" \
        "Packages are missing and need root to install. Run as root:" \
        "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "正在安装 ${#missing[@]} 个软件包 / installing ${#missing[@]} packages: ${missing[*]}"
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@"
}
# An update that fails for one foreign source need not stop the installation.
apt update -qq >"$log" 2>&1 || true
if ! apt install -y -qq --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
  tail -n 15 "$log" >&2
  say "安装失败：请检查网络与软件源（需要 Debian 12 bookworm 的 main）。" \
      "The installation failed: check the network and the package sources (Debian 12 main)."
  exit 1
fi
