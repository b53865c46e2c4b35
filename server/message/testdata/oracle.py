# Prints, for each mail named on the command line, the attachment names that Python's email package sees, as JSON.
import json
import sys
from email import policy
from email.parser import BytesParser

seen = {}
for path in sys.argv[1:]:
    with open(path, "rb") as f:
        mail = BytesParser(policy=policy.default).parse(f)
    seen[path] = [p.get_filename() for p in mail.walk() if p.get_filename()]
json.dump(seen, sys.stdout)
