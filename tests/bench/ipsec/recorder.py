# SPDX-License-Identifier: Apache-2.0
"""Between iwfd and charon: passes everything on, and keeps what iwfd loads. So charon alone gets the very
same connections, octet by octet."""
import socket
import struct
import threading

LOADING = (b"load-cert", b"load-key", b"load-authority", b"load-conn")


class Recorder:
    def __init__(self, path, charon):
        self.path, self.charon = path, charon
        self.packets = []  # in the order in which they were sent
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(8)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.path.unlink()

    def _accept(self):
        try:
            while True:
                near = self.listener.accept()[0]
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self.charon))
                for source, target, take in ((near, far, self._keep), (far, near, lambda _packet: None)):
                    threading.Thread(target=self._carry, args=(source, target, take), daemon=True).start()
        except OSError:
            pass  # closed

    def _keep(self, packet):
        if packet[0] == 0 and packet[2:2 + packet[1]] in LOADING:
            self.packets.append(packet)

    @staticmethod
    def _carry(source, target, take):
        reader = source.makefile("rb")
        try:
            while len(head := reader.read(4)) == 4:
                packet = reader.read(struct.unpack("!I", head)[0])
                take(packet)
                target.sendall(head + packet)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
