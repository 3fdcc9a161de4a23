--[[
  Notes the truth about some seats and publishes what differs from what was known. The version grows even when nothing
  differs or nothing is known, so that a map read before this change can no longer be stored (see seat-status-fill).

  KEYS[1] version
  KEYS[2] availability: one character per seat, or nothing
  KEYS[3] position in the event log of the last change noted
  KEYS[4] whoever rebuilds the map: exists while somebody wants it
  ARGV[1] channel
  ARGV[2] changes as JSON: [[seatNumber, status], ...], each seat once and by number
  ARGV[3] how long an unused version is kept, in seconds
  ARGV[4] position in the event log of these changes
  ARGV[5] a map that lives no longer than this is to be refreshed, in seconds

  Output: 1 when the caller should rebuild the map: it is about to expire, or it is missing and wanted. Atomic: the map, its
  version and the message agree. A map that does not fit the seats, or has lost its version, is dropped and will be read anew;
  without a map every change is published.
  Changes of an older position than the last are not believed: whoever read them was frozen since, or the log was restored to
  an earlier state. The map is dropped, so that it is read from the truth in either case, and listeners are told of a gap.
]]

-- Bytes that one seat's write takes in the append-only file. Where single writes would take more
-- than the span from the first to the last changed seat, the span is written at once.
local BYTES_OF_A_WRITE = 120

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('GET', KEYS[1])
local version = string.format('%.0f', math.max(now, (tonumber(known) or 0) + 1))
redis.call('SET', KEYS[1], version, 'EX', ARGV[3])

local position = redis.call('GET', KEYS[3])
redis.call('SET', KEYS[3], ARGV[4], 'EX', ARGV[3])
if position and tonumber(ARGV[4]) < tonumber(position) then
  redis.call('DEL', KEYS[2])
  redis.call('PUBLISH', ARGV[1], '{"version":' .. version .. ',"gap":true}')
  return 0
end

local map = redis.call('GET', KEYS[2])
if map and not known then
  redis.call('DEL', KEYS[2])
  map = false
end
local changes = cjson.decode(ARGV[2])
if map and #changes > 0 and changes[#changes][1] > #map then
  redis.call('DEL', KEYS[2])
  map = false
end

local real = {}
for _, change in ipairs(changes) do
  if not map or string.sub(map, change[1], change[1]) ~= change[2] then
    real[#real + 1] = change
  end
end
if map and #real > 0 then
  local first, last = real[1][1], real[#real][1]
  if #real * BYTES_OF_A_WRITE < last - first then
    for _, change in ipairs(real) do
      redis.call('SETRANGE', KEYS[2], change[1] - 1, change[2])
    end
  else
    local pieces, written = {}, first - 1
    for i, change in ipairs(real) do
      pieces[2 * i - 1] = string.sub(map, written + 1, change[1] - 1)
      pieces[2 * i] = change[2]
      written = change[1]
    end
    redis.call('SETRANGE', KEYS[2], first - 1, table.concat(pieces))
  end
end
if #real > 0 then
  redis.call('PUBLISH', ARGV[1], '{"version":' .. version .. ',"changes":' .. cjson.encode(real) .. '}')
end
if map then
  local left = redis.call('TTL', KEYS[2])
  return left >= 0 and left <= tonumber(ARGV[5]) and 1 or 0
end
return redis.call('EXISTS', KEYS[4])
