"""Runs a command in a pseudo-terminal: pseudo_terminal.py COLUMNS ROWS COMMAND...

What the command writes goes to standard output. Each line of standard input is JSON: {"input": "y\\r"} types, {"resize": [80, 24]}
makes the terminal another size. At the end the last line of standard error is JSON: the exit code, and whether the terminal was left
as it was found.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def set_size(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    set_size(0, columns, rows)
    os.execvp(command[0], command)
set_size(terminal, columns, rows)
found = termios.tcgetattr(terminal)
pending = b''
sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # the command has ended
            data = b''
        if not data:
            sources.remove(source)
        elif source == terminal:
            os.write(1, data)
        else:
            pending += data
            *lines, pending = pending.split(b'\n')
            for line in lines:
                order = json.loads(line)
                if 'input' in order:
                    os.write(terminal, order['input'].encode())
                else:
                    set_size(terminal, *order['resize'])
# The end that the command had is closed with it, so its settings are read from here.
left = termios.tcgetattr(terminal)
_, status = os.waitpid(pid, 0)
sys.stderr.write('\n' + json.dumps({'exitCode': os.waitstatus_to_exitcode(status), 'isClean': left[:4] == found[:4]}) + '\n')
