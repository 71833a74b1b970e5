#!/usr/bin/env bash
# Build the image with buildah, where no container engine runs.
#
# usage: scripts/image_build.sh [TAG [BASE]]        as root
#
# BASE is an image with Python that buildah can get. Without it a stand-in for the official slim image is made from
# Debian packages, once; like that one it comes without the compiled form of Python's own library.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
tag=${1:-localhost/mockserver:dev}
base=${2:-}
export STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_ISOLATION=${BUILDAH_ISOLATION:-chroot}

make_stand_in() {
  local root container
  root=$(mktemp -d)
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates trixie "$root" >/dev/null
  ln -s /usr/bin/python3 "$root/usr/local/bin/python"
  rm -rf "$root"/var/{cache,lib}/apt/* "$root"/usr/share/{doc,locale,man}
  find "$root/usr/lib" -name __pycache__ -prune -exec rm -rf {} +
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$root" / >/dev/null
  buildah commit --quiet "$container" "$1" >/dev/null
  buildah rm "$container" >/dev/null
  rm -rf "$root"
}

if [[ -z $base ]]; then
  base=localhost/python-stand-in:trixie
  buildah inspect --type image "$base" >/dev/null 2>&1 || make_stand_in "$base"
fi
# Behind a proxy that signs with a certificate of its own, pip needs what this machine trusts.
certificates=/etc/ssl/certs/ca-certificates.crt
mounts=()
[[ ! -e $certificates ]] || mounts=(--volume "$certificates:$certificates:ro")
buildah bud --quiet --format docker --network host "${mounts[@]}" --build-arg "PYTHON_IMAGE=$base" --tag "$tag" "$project"
