--[[
  Notes the truth about some seats and publishes what differs from what was known. The version grows even when nothing
  differs or nothing is known, so that a map read before this change can no longer be stored (see seat-status-fill).

  KEYS[1] version
  KEYS[2] availability: one character per seat, or nothing
  ARGV[1] channel
  ARGV[2] changes as JSON: [[seatNumber, status], ...]
  ARGV[3] how long an unused version is kept, in seconds

  Output: the new version, as a string. Atomic: the map, its version and the message agree. A map that does not fit the
  seats, or has lost its version, is dropped and will be read anew; without a map every change is published.
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('GET', KEYS[1])
local version = string.format('%.0f', math.max(now, (tonumber(known) or 0) + 1))
redis.call('SET', KEYS[1], version, 'EX', ARGV[3])

local length = redis.call('STRLEN', KEYS[2])
if length > 0 and not known then
  redis.call('DEL', KEYS[2])
  length = 0
end
local real = {}
for _, change in ipairs(cjson.decode(ARGV[2])) do
  local at = change[1] - 1
  if length > 0 and at >= length then
    redis.call('DEL', KEYS[2])
    length = 0
  end
  if length == 0 then
    real[#real + 1] = change
  elseif redis.call('GETRANGE', KEYS[2], at, at) ~= change[2] then
    redis.call('SETRANGE', KEYS[2], at, change[2])
    real[#real + 1] = change
  end
end
if #real > 0 then
  redis.call('PUBLISH', ARGV[1], '{"version":' .. version .. ',"changes":' .. cjson.encode(real) .. '}')
end
return version
