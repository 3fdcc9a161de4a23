#!/bin/sh
# Fills in the template from the environment and starts nginx.
set -eu
conf=/tmp/web.conf
escaped() { printf '%s' "$1" | sed 's/[&|\\]/\\&/g'; }
included=""
[ "${HSTS_SUBDOMAINS:-off}" = on ] && included="; includeSubDomains"
sed -e "s|\${API_HOST}|$(escaped "$API_HOST")|" \
  -e "s|\${PAYMENT_WINDOW_URL}|$(escaped "$PAYMENT_WINDOW_URL")|" \
  -e "s|\${HSTS_INCLUDED}|$included|" \
  /etc/nginx/web.conf.template >"$conf"
# Before version 1.27.3, nginx looks up an upstream only when it starts. Such a version looks up the
# API by name, every 5 seconds, and keeps no connections to it.
if ! nginx -t -q 2>/dev/null; then
  sed -i -e '/^upstream api {/,/^}/d' -e "s|proxy_pass http://api;|set \$api http://$API_HOST; proxy_pass \$api;|" "$conf"
fi
exec nginx -g 'daemon off;'
