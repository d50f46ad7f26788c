"""A call as a script for sh with curl: what Kubernetes, GitHub Actions and crontab run.

The script does what the Scheduler did: an answer of the 200s is a success, everything else is tried again after the
same wait each time, and the error action follows the last failure. Secrets are variables of the environment.
"""

from __future__ import annotations

from shlex import quote
from urllib.parse import quote as percent

from azure_scheduler_emulator.export.call import Call, Identity, Secret, Text, written
from azure_scheduler_emulator.export.target import Item

#: Where Azure Active Directory gives tokens to applications.
TOKENS = "https://login.microsoftonline.com/{tenant}/oauth2/token"


def script(item: Item) -> str:
    """Return the whole script."""
    lines = ["set -u", *_function("call_target", item.call)]
    if item.error_call:
        lines += _function("call_error_action", item.error_call)
    lines += [
        "failures=0",
        "until call_target; do",
        "  failures=$((failures + 1))",
        f'  if [ "$failures" -gt {item.retries} ]; then',
        *(["    call_error_action"] if item.error_call else []),
        "    exit 1",
        "  fi",
        f"  sleep {int(item.retry.interval.total_seconds())}",
        "done",
    ]
    return "\n".join(lines) + "\n"


def _function(name: str, call: Call) -> list[str]:
    prepare, options = _identity(call.identity)
    options = ["curl --silent --show-error --globoff", f"--max-time {call.timeout}", *options]
    options += ["--head"] if call.method == "HEAD" else [f"--request {quote(call.method)}"]
    options += ["--location"] if call.follow_redirects else []
    # curl leaves out a header that ends with its colon, and sends one without a value that ends with a semicolon.
    options += [
        f"--header {_quoted((f'{key}: ', *value) if any(value) else (f'{key};',))}" for key, value in call.headers
    ]
    feed = ""
    if call.binary is not None:
        feed, options = f"printf %s {quote(call.binary)} | base64 -d | ", [*options, "--data-binary @-"]
    elif call.body is not None:
        options.append(f"--data-raw {_quoted(call.body)}")
    if (call.body or call.binary) and not any(key.lower() == "content-type" for key, _ in call.headers):
        # curl would name a form; the Scheduler named nothing.
        options.append("--header 'Content-Type:'")
    options += ["--output /dev/null", "--write-out '%{http_code}'", f"--url {_quoted(call.uri)}"]
    request = " \\\n    ".join(options)
    return [
        f"{name}() {{",
        *(f"  {line}" for line in prepare),
        f"  status=$({feed}{request}) || return 1",
        '  case "$status" in 2??) return 0 ;; esac',
        '  echo "the target answered $status" >&2',
        "  return 1",
        "}",
    ]


def _identity(identity: Identity | None) -> tuple[list[str], list[str]]:
    """Return what comes before a call, and the options of curl, by which it says who it is."""
    if identity is None:
        return [], []
    secret = _variable(identity.password)
    if identity.kind == "basic":
        return [], [f"--user {_quoted((f'{identity.username}:', identity.password))}"]
    if identity.kind == "certificate":
        assert identity.pfx is not None
        prepare = [
            '[ -n "${certificate:-}" ] || certificate=$(mktemp)',
            "trap 'rm -f \"$certificate\"' EXIT",
            f'printf %s {_variable(identity.pfx)} | base64 -d > "$certificate"',
        ]
        return prepare, ['--cert-type P12 --cert "$certificate"', f"--pass {secret}"]
    form = {"grant_type": "client_credentials", "client_id": identity.client_id, "resource": identity.audience}
    fields = [f"--data-urlencode {quote(f'{name}={value}')}" for name, value in form.items()]
    fields.append(f"--data-urlencode {_quoted(('client_secret=', identity.password))}")
    address = quote(TOKENS.format(tenant=percent(identity.tenant, safe="")))
    prepare = [
        f"answer=$(curl --silent --show-error --fail {' '.join(fields)} {address}) || return 1",
        'token=$(printf %s "$answer" | sed -n \'s/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p\')',
    ]
    return prepare, ['--header "Authorization: Bearer $token"']


def _quoted(text: Text) -> str:
    return written(text, _variable, lambda part: quote(part) if part else "")


def _variable(secret: Secret) -> str:
    return f'"${{{secret.name}}}"'
