"""A real mail server (Exim) for tests: it takes mail on a port of its own and
puts it into a maildir, from which it is read back by Python's own parser.
With a certificate it speaks STARTTLS there, TLS from the first byte on a port
beside, and takes a user name and a password."""
import email
import email.policy
import getpass
import os
import socket
import subprocess
import tempfile
import time

CONFIGURATION = """\
primary_hostname = mail.test
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
exim_user = {user}
exim_group = {group}
keep_environment =
daemon_smtp_ports = {port} : {tls_port}
local_interfaces = 127.0.0.1
acl_smtp_rcpt = check_rcpt
{secure}
begin acl
check_rcpt:
  deny local_parts = refused
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  directory = {folder}/mail
  maildir_format
  envelope_to_add
  user = {user}
  group = {group}
"""

PLAIN = "tls_advertise_hosts ="
SECURE = """\
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
tls_on_connect_ports = {tls_port}
"""
AUTHENTICATOR = """\
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{foyer}}{eq{$auth3}{a mail secret}}}}
  server_advertise_condition = ${if def:tls_in_cipher}
  server_set_id = $auth2
"""


class Authority:
    """Signs certificates; whoever trusts its own trusts them."""

    def __init__(self, folder):
        self.folder = folder
        self.certificate = f"{folder}/authority.pem"
        self.run("-keyout", f"{folder}/authority.key", "-out", self.certificate, "-subj", "/CN=Authority of a test")

    @staticmethod
    def run(*words):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", *words], check=True, capture_output=True)

    def sign(self, host, folder):
        """server.pem and server.key of this host, in the folder."""
        self.run("-CA", self.certificate, "-CAkey", f"{self.folder}/authority.key", "-keyout", f"{folder}/server.key",
                 "-out", f"{folder}/server.pem", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
                 "-addext", "basicConstraints=critical,CA:FALSE")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    def __init__(self, authority=None, host="localhost"):
        # Short, and where an account without rights may write.
        self.folder = tempfile.mkdtemp(prefix="foyer-mail-", dir="/tmp")
        self.port, self.tls_port = free_port(), free_port()
        is_root = os.getuid() == 0
        user = "nobody" if is_root else getpass.getuser()
        group = "nogroup" if is_root else subprocess.check_output(["id", "-gn"], text=True).strip()
        for name in ("spool", "log", "mail"):
            os.mkdir(f"{self.folder}/{name}")
        if authority:
            authority.sign(host, self.folder)
        secure = SECURE.format(folder=self.folder, tls_port=self.tls_port) if authority else PLAIN
        with open(f"{self.folder}/exim.conf", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=self.folder, user=user, group=group, port=self.port,
                                            tls_port=self.tls_port, secure=secure))
            file.write(AUTHENTICATOR if authority else "")
        if is_root:
            subprocess.run(["chown", "-R", f"{user}:{group}", self.folder], check=True)
            subprocess.run(["chown", "root", f"{self.folder}/exim.conf"], check=True)
        self.process = subprocess.Popen(["/usr/sbin/exim4", "-C", f"{self.folder}/exim.conf", "-bdf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_until_it_listens()

    def wait_until_it_listens(self):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as sock:
                    if sock.recv(3) == b"220":
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("the mail server doesn't listen")

    def messages(self):
        """All that was delivered, parsed, oldest first."""
        found = []
        for part in ("new", "cur"):
            place = f"{self.folder}/mail/{part}"
            for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
                with open(f"{place}/{name}", "rb") as file:
                    found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return found

    def wait_for(self, count, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(self.messages()) < count:
            time.sleep(0.05)
        messages = self.messages()
        assert len(messages) == count, f"{len(messages)} mails, not {count}"
        return messages

    def stop(self):
        self.process.terminate()
        self.process.wait()
        subprocess.run(["rm", "-rf", self.folder], check=True)


def parts(message):
    """(text, html) of a message."""
    text = message.get_body(preferencelist=("plain",)).get_content()
    html = message.get_body(preferencelist=("html",)).get_content()
    return text.replace("\r\n", "\n"), html
