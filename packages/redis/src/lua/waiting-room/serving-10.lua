--[[
  The state of a room for everybody. Changes nothing.

  KEYS    see room.lua
  ARGV[1] when the sale opens, milliseconds; 0 when it is open
  ARGV[2] 'shuffle' or 'arrival'

  Output: 'pre_open' or 'open', last sequence admitted, waiting, inside, admissions per second, SHA-256 of the seed or
  '' where nothing is drawn, seed or '' while it is secret. Atomic: one moment of the room.
]]
--- @include "room"
--- @include "standing"

local MOST_AT_ONCE = 1000
local meta = redis.call('HMGET', META, 'phase', 'serving', 'seedHash', 'seed')
local phase = meta[1] or (now < tonumber(ARGV[1]) and 'gathering' or 'open')
local promised = meta[3] and (phase ~= 'gathering' or ARGV[2] == 'shuffle')

-- Nobody sweeps a room in which nobody waits: the absentees are still in it, some of them with a pass that ran out.
local function insideNow()
  local inside = redis.call('ZCOUNT', INSIDE, '(' .. now, '+inf')
  local absent = redis.call('ZRANGEBYSCORE', UNCLAIMED, '-inf', now)
  for first = 1, #absent, MOST_AT_ONCE do
    local last = math.min(first + MOST_AT_ONCE - 1, #absent)
    for _, deadline in ipairs(redis.call('ZMSCORE', INSIDE, unpack(absent, first, last))) do
      if deadline and tonumber(deadline) > now then
        inside = inside - 1
      end
    end
  end
  return inside
end

return {
  phase == 'open' and 'open' or 'pre_open',
  tonumber(meta[2] or 0),
  redis.call('ZCARD', LINE),
  insideNow(),
  measuredRate(),
  promised and meta[3] or '',
  promised and phase ~= 'gathering' and meta[4] or '',
}
