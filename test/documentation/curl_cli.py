"""The part of curl that the documentation uses: `curl [-X METHOD] URL [-d DATA]`."""

import sys
import urllib.error
import urllib.request

arguments = sys.argv[1:]
options = {name: arguments.pop(arguments.index(name) + 1) for name in ("-X", "-d") if name in arguments}
(address,) = [argument for argument in arguments if not argument.startswith("-")]
data = options["-d"].encode() if "-d" in options else None
try:
    with urllib.request.urlopen(urllib.request.Request(address, data, method=options.get("-X"))) as answer:
        print(answer.read().decode())
except urllib.error.HTTPError as error:
    print(error.read().decode())
