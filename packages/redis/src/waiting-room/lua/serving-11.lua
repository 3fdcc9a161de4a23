--[[
  Reads the public state of a room. Changes nothing.

  KEYS    see room.lua
  ARGV[1] the sales of the concert, see salesNow
  ARGV[2] 'shuffle' or 'arrival'

  Output: 'pre_open', 'open', 'sold_out' or 'closed', last sequence admitted, waiting, inside, admissions per second, SHA-256 of
  the seed or '' if nothing is drawn, the seed or '' while it is secret, `hash:seed` of earlier
  draws, separated by spaces. Atomic.
]]
--- @include "room"
--- @include "standing"

local MOST_AT_ONCE = 1000
local sales = salesNow(ARGV[1])
local phase, change, later = phaseAt(sales)
local meta = redis.call('HMGET', META, 'serving', 'seedHash', 'seed', 'nextSeedHash', 'earlier')
if change == 'open-gathered' then
  -- The phase until a call opens the room.
  phase = 'gathering'
end
local seedHash, seed, earlier = meta[2], meta[3], meta[5] or ''
if later then
  if seedHash then
    earlier = earlier .. (earlier == '' and '' or ' ') .. seedHash .. ':' .. seed
  end
  seedHash, seed = meta[4], nil
end
local promised = seedHash and (phase ~= 'gathering' or ARGV[2] == 'shuffle')

-- A room without waiting fans is not swept, so it may still contain absent fans and expired passes.
local function insideNow()
  local passNow = now - paused()
  local inside = redis.call('ZCOUNT', INSIDE, '(' .. passNow, '+inf')
  local absent = redis.call('ZRANGEBYSCORE', UNCLAIMED, '-inf', passNow)
  for first = 1, #absent, MOST_AT_ONCE do
    local last = math.min(first + MOST_AT_ONCE - 1, #absent)
    for _, deadline in ipairs(redis.call('ZMSCORE', INSIDE, unpack(absent, first, last))) do
      if deadline and tonumber(deadline) > passNow then
        inside = inside - 1
      end
    end
  end
  return inside
end

local status = sales.over or (phase == 'open' and 'open' or 'pre_open')
if change == 'gather-again' then
  -- Places of the previous sale do not count in this one.
  return { status, 0, 0, 0, '0', '', '', earlier }
end
return {
  status,
  tonumber(meta[1] or 0),
  sales.over == 'closed' and 0 or redis.call('ZCARD', LINE),
  insideNow(),
  measuredRate(),
  promised and seedHash or '',
  promised and phase ~= 'gathering' and seed or '',
  earlier,
}
