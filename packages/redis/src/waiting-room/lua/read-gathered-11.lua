--[[
  Reads some of the gathered, in whatever order they stand now.

  KEYS    see room.lua
  ARGV[1] name of the attempt that has the lease
  ARGV[2] how long the lease lasts from now, milliseconds
  ARGV[3] index of the first
  ARGV[4] how many

  Output: account, token of each, flat; nil when the lease is lost. Atomic.
]]
--- @include "room"

if redis.call('HGET', META, 'lease') ~= ARGV[1] then
  return false
end
redis.call('HSET', META, 'leaseUntil', now + tonumber(ARGV[2]))
local first = tonumber(ARGV[3])
local accounts = redis.call('ZRANGE', LINE, first, first + tonumber(ARGV[4]) - 1)
local answer = {}
if #accounts > 0 then
  for i, record in ipairs(redis.call('HMGET', FANS, unpack(accounts))) do
    answer[2 * i - 1] = accounts[i]
    answer[2 * i] = tokenOf(record)
  end
end
return answer
