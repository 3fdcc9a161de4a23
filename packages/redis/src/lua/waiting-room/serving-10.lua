--[[
  The state of a room for everybody. Changes nothing.

  KEYS    see room.lua
  ARGV[1] when the sale opens, milliseconds; 0 when it is open

  Output: 'pre_open' or 'open', last sequence admitted, waiting, inside, admissions per second, SHA-256 of the seed or
  '', seed or '' while it is secret. Atomic: one moment of the room.
]]
--- @include "room"
--- @include "standing"

local meta = redis.call('HMGET', META, 'phase', 'serving', 'seedHash', 'seed')
local phase = meta[1] or (now < tonumber(ARGV[1]) and 'gathering' or 'open')
local overdue = redis.call('ZCOUNT', UNCLAIMED, '-inf', now)
return {
  phase == 'open' and 'open' or 'pre_open',
  tonumber(meta[2] or 0),
  redis.call('ZCARD', LINE),
  math.max(0, redis.call('ZCOUNT', INSIDE, '(' .. now, '+inf') - overdue),
  measuredRate(),
  meta[3] or '',
  phase ~= 'gathering' and meta[4] or '',
}
