#!/usr/bin/env bash
# Makes a folder with everything mosquitto needs: configuration, access list, passwords, a CA and
# the broker's certificate, and a certificate for each user.
#   ./set_up.sh FOLDER HOST USER...        HOST: the broker's name or address, as others call it
# Passwords are random, one file a user in FOLDER/users; MQTT_PORT and MQTTS_PORT choose the ports.
set -euo pipefail
umask 077
[ $# -ge 3 ] || { sed -n '2,5s/^# //p' "$0"; exit 1; }
here="$(cd "$(dirname "$0")" && pwd)"
mkdir -p "$1/data" "$1/users"
folder="$(cd "$1" && pwd)" host="$2"
shift 2
[ ! -e "$folder/mosquitto.conf" ] || { echo "$folder is set up already and left as it is."; exit 1; }

certificate() { # NAME SUBJECT EXTENSIONS: a key, and a certificate of our CA for it
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial \
    -days 825 -extfile <(echo "$3") -out "$1.crt" 2>/dev/null
  rm "$1.csr"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/ca.key" -out "$folder/ca.crt" \
  -days 3650 -subj "/CN=CrossRep home CA" -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
case "$host" in
  *[!0-9.]*) name="DNS:$host" ;;
  *) name="IP:$host" ;;
esac
certificate "$folder/server" "$host" "subjectAltName=$name"

touch "$folder/passwords"
for user in "$@"; do
  openssl rand -hex 16 >"$folder/users/$user.password"
  mosquitto_passwd -b "$folder/passwords" "$user" "$(cat "$folder/users/$user.password")"
  certificate "$folder/users/$user" "$user" "extendedKeyUsage=clientAuth"
done
cp "$here/acl" "$folder/acl"
sed -e "s|@FOLDER@|$folder|" -e "s|@MQTT_PORT@|${MQTT_PORT:-1883}|" \
  -e "s|@MQTTS_PORT@|${MQTTS_PORT:-8883}|" "$here/mosquitto.conf" >"$folder/mosquitto.conf"
if [ "$(id -u)" = 0 ] && id mosquitto >/dev/null 2>&1; then
  # a broker started by root becomes this user; the CA's key and the users' secrets stay root's
  (cd "$folder" && chown mosquitto . data passwords acl ca.crt server.crt server.key mosquitto.conf)
fi
echo "Ready: mosquitto -c $folder/mosquitto.conf. People need users/*.password and ca.crt."
