"""What hosts' own shells do around rsync: keys, the lock, unfinished files, and ending when nobody watches.

All of it is `sh` and coreutils. The first argument is the job: letters, digits and dashes, for file names.
"""

from flytt.adapters.shares.order import BESIDE

HOME = "$HOME/.flytt-share"

PREPARE = f"""
umask 077
state="{HOME}/$1"
mkdir -p "$state" && cd "$state" || exit 74
rm -f key key.pub
ssh-keygen -q -t ed25519 -N '' -C "flytt-share $1" -f key || exit 74
printf '%s' "$2" >config && printf '%s' "$3" >known && cat >again || exit 74
shift 3
echo "key=$(cut -d ' ' -f 1,2 key.pub)"
"$@" </dev/null 2>&1 | sed -n 's/^flytt-server [^ ]* //p' | sed 's/^/server=/;q'
"""
"""Makes a key that never leaves the host, and lets rsync itself say what it would run on the other one."""

KEYS = """
keys="$HOME/.ssh/authorized_keys"
mkdir -p "$HOME/.ssh" || exit 74
keys=$(readlink -f "$keys" 2>/dev/null || echo "$keys")
exec 8>"$HOME/.ssh/.flytt-lock"
flock -w 60 8 2>/dev/null
new="$keys.flytt.$$"
if [ -e "$keys" ]; then cp -p "$keys" "$new" || exit 74; fi
without() { [ ! -e "$keys" ] || grep -v " flytt-share $1\\$" "$keys"; :; }
"""

AUTHORIZE = rf"""
umask 077
state="{HOME}/$1"
mkdir -p "$state" && cat >"$state/serve" || exit 74
{KEYS}
ends=$(date -d '+1 hour' +%Y%m%d%H%M 2>/dev/null)
ends=${{ends:+expiry-time=\"$ends\",}}
runs="exec sh \\\"\$HOME/.flytt-share/$1/serve\\\""
line="restrict,${{ends}}command=\"$runs\" $2 flytt-share $1"
{{ without "$1" && printf '%s\n' "$line"; }} >"$new" && mv -f "$new" "$keys"
"""
"""Lets that key in, to run one script and nothing else, and to sign in within an hour or never."""

REMOVE = f"""
umask 077
rm -f "{HOME}/$1/serve" "{HOME}/$1/key" "{HOME}/$1/key.pub" "{HOME}/$1/config" "{HOME}/$1/known" \\
  "{HOME}/$1/again" "{HOME}/$1/time"
rmdir "{HOME}/$1" 2>/dev/null
grep -q " flytt-share $1\\$" "$HOME/.ssh/authorized_keys" 2>/dev/null || exit 0
{KEYS}
without "$1" >"$new" && mv -f "$new" "$keys"
"""

TARGET = f"""
beside="$root/{BESIDE}"
umask 077
mkdir -p "$state" || exit 74
exec 9>>"$lock"
flock -w "${{FLYTT_LOCK_SECONDS:-110}}" 9 || {{ echo 'flytt: another mover writes there' >&2; exit 75; }}
mkdir -p "$root" "$beside/unfinished" "$beside/partial" || exit 74
for left in "$beside"/unfinished/*.?????? "$beside"/unfinished/.[!.]*.??????; do
  [ -f "$left" ] || continue
  name=${{left##*/}}
  mv -f -- "$left" "$beside/partial/${{name%.??????}}"
done
after() {{
  case $1 in 0 | 23 | 24 | 25)
    touch -r "$root" "$state/time"
    rm -rf "$beside"
    touch -r "$state/time" "$root"
    rm -f "$state/time" ;;
  esac
  [ "$durable" != yes ] || sync -f "$root" 2>/dev/null || sync
}}
umask 022
"""
"""One mover at a time. What a killed one left behind is taken up: rsync reads it as the beginning."""

SERVE = """
cd "$HOME" || exit 74
{target}
{command}
status=$?
{after}
exit $status
"""
"""What the key runs on the other host: words from rsync on the driving host, paths from Flytt."""

MOVE = f"""
state="{HOME}/$1" root=$2 lock="{HOME}/$3" driver_writes=$4 durable=$5
mkdir -p "$state" && cd "$state" || exit 74
shift 5
exec 3<&0 </dev/null
( while [ -n "$(timeout --foreground 90 head -c 1 <&3)" ]; do :; done
  trap '' TERM; kill -s TERM 0; sleep 15; kill -s KILL 0 ) >/dev/null 2>&1 &
( while sleep 20; do printf '\\r'; done ) 3<&- &
if [ "$driver_writes" = yes ]; then
{TARGET}
fi
trap : TERM
"$@" 2>left 3<&-
status=$?
if [ "$driver_writes" = yes ]; then after "$status"; fi
tell() {{ echo "flytt-left $1 $(grep -Ec "$2" left)"; }}
echo
tell denied '\\(13\\)$|\\(1\\)$'
tell vanished '^file has vanished|\\(2\\)$'
tell full 'No space left on device \\(28\\)|\\(122\\)$|\\(27\\)$'
tell all '^rsync: |^file has vanished|^WARNING: '
grep -E '^(ssh: |flytt: |rsync error: |Host key |kex_|Connection |[^" ]*: Permission denied \\()' left |
  head -20 | sed 's/^/flytt-said /'
if [ -s left ]; then echo "flytt-listed $state/left"; else rm -f left; fi
trap '' TERM
kill -s TERM 0
exit "$status"
"""
"""Runs rsync and reports without names. When Flytt is silent for 90 seconds, or gone, everything ends."""
