#!/bin/sh
# Fills in the template from the environment and starts nginx.
set -eu
conf=/tmp/web.conf
escaped() { printf '%s' "$1" | sed 's/[&|\\]/\\&/g'; }
sed -e "s|\${API_HOST}|$(escaped "$API_HOST")|" \
  -e "s|\${PAYMENT_WINDOW_URL}|$(escaped "$PAYMENT_WINDOW_URL")|" \
  /etc/nginx/web.conf.template >"$conf"
# Before version 1.27.3, nginx looks up the API's replicas only when it starts.
if ! nginx -t -q 2>/dev/null; then sed -i 's/ resolve;/;/' "$conf"; fi
exec nginx -g 'daemon off;'
