#!/usr/bin/env bash
# Installs what a bare Debian 12 needs to build and test; does nothing, and needs no network, when
# everything is there. 在裸机 Debian 12 上安装构建与测试所需的软件包；已齐备时不联网。
set -euo pipefail

packages=(
  build-essential g++ cmake ninja-build ccache pkg-config python3
  libboost1.81-dev libboost-json1.81-dev libssl-dev libsqlite3-dev libpugixml-dev libxml2-dev
  libspdlog-dev libcli11-dev libtomlplusplus-dev libgtest-dev clang-19
)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing and need root to install: ${missing[*]}" >&2
    echo "缺少以下软件包，需要 root 权限安装：${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "installing / 正在安装: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
# The default libboost-dev of Debian 12 (1.74) gives way to 1.81.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  "${missing[@]}" >/dev/null
