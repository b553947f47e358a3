#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Process 1 of the guest that deploy/lab/guest boots. IWF_GUEST, from the kernel's command line, is the
# folder shared with the host: `job` is run there, its words go to `output`, its status to `status`.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts
# What is written here stays in the guest. UNIX sockets work on these only, not on the host's files.
for place in /run /mnt /dev/shm; do mount -t tmpfs tmp $place; done
mkdir /mnt/tmp /run/netns
export TMPDIR=/mnt/tmp

# The guest's own modules, for us and for what the kernel loads by itself (ciphers).
mkdir -p /mnt/root/lib
ln -s /usr/lib/uml/modules /mnt/root/lib/modules
printf '#!/bin/sh\nexec /sbin/modprobe -d /mnt/root "$@"\n' >/mnt/modprobe
chmod 755 /mnt/modprobe
echo /mnt/modprobe >/proc/sys/kernel/modprobe
for module in veth tun bridge af_packet xfrm_user esp4; do
    /mnt/modprobe "$module" || echo "guest: no module $module" >>"$IWF_GUEST/output"
done
ip link set lo up

bash "$IWF_GUEST/job" >>"$IWF_GUEST/output" 2>&1 </dev/null
echo $? >"$IWF_GUEST/status.new"
mv "$IWF_GUEST/status.new" "$IWF_GUEST/status"
sync
echo o >/proc/sysrq-trigger # the host ends us if this does not
while :; do sleep 60; done
