--[[
  Stores a map of seat states that was read from the truth, unless the version has moved since before the reading: then
  a change may have been noted that the map does not know, and storing it would lose that change.

  KEYS[1] version
  KEYS[2] availability
  ARGV[1] the version before the map was read
  ARGV[2] the map: one character per seat
  ARGV[3] how long an unused version is kept, in seconds
  ARGV[4] how long the map is kept before it is read anew, in seconds

  Output: the map's version, as a string; nil when it was refused. Atomic.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return nil
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local version = string.format('%.0f', math.max(now, tonumber(ARGV[1]) + 1))
redis.call('SET', KEYS[1], version, 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
return version
