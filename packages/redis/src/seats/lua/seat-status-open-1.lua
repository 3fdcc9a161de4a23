--[[
  Returns the version of a performance's seat states and creates it if missing. The first version is the
  server's time in milliseconds, so that versions never go back, even after Redis was emptied.

  KEYS[1] version
  ARGV[1] how long an unused version is kept, in seconds

  Output: the version, as a string.
]]
local version = redis.call('GET', KEYS[1])
if version then
  return version
end
local time = redis.call('TIME')
version = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('SET', KEYS[1], version, 'EX', ARGV[1])
return version
