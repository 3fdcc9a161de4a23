--[[
  The phases of a room (gathering, drawing, open), derived from the sales of its concert, and the
  seeds of its draws. Included by `room`.
]]
-- The current sales. `open`: opening of the latest open sale. `ends`: end of the last open sale.
-- `next`: the next opening. `over`: why there is neither. `is`: opening -> 'open' or 'over'; `anyOver`.
-- `text` has `opens:closes:sold out` of each sale, ordered by opening.
local function salesNow(text)
  local sales, over = { is = {} }, 'closed'
  for first, last, soldOut in string.gmatch(text, '(%d+):(%d+):(%d)') do
    local opens, closes = tonumber(first), tonumber(last)
    if now < opens then
      sales.next = sales.next or opens
      if sales.ends and opens <= sales.ends then
        sales.ends = math.max(sales.ends, closes)
      end
    elseif now < closes and soldOut == '0' then
      sales.open, sales.is[first] = opens, 'open'
      sales.ends = math.max(sales.ends or closes, closes)
    else
      sales.is[first], sales.anyOver = 'over', true
      over = now < closes and 'sold_out' or over
    end
  end
  if not sales.open and not sales.next then
    sales.over = over
  end
  return sales
end

-- Whether a sale is open that was not over when the gathering began.
local function opensAnew(sales, spent)
  for opens, state in pairs(sales.is) do
    if state == 'open' and not string.find(' ' .. spent .. ' ', ' ' .. opens .. ' ', 1, true) then
      return true
    end
  end
  return false
end

local function spentNow(sales)
  local spent = {}
  for opens, state in pairs(sales.is) do
    if state == 'over' then
      spent[#spent + 1] = opens
    end
  end
  return table.concat(spent, ' ')
end

-- The current phase, the transition that leads to it (nil: none), and whether fans gather for a
-- later sale. A sale that was over when the gathering began and reopens does not end the
-- gathering. An opened room stays open if its opening is put off but its sale is not over.
local function phaseAt(sales)
  local known = redis.call('HMGET', META, 'phase', 'lease', 'spent', 'opened')
  local phase = known[1]
  local later = phase == 'drawing' and known[2] == NEXT_SALE
  if phase == 'open' then
    local isOver = known[4] and sales.is[known[4]] == 'over' or not known[4] and sales.anyOver
    if not sales.open and sales.next and isOver then
      return 'gathering', 'gather-again', true
    end
    return 'open', nil, false
  end
  if phase == 'drawing' and not later then
    return 'drawing', nil, false
  end
  if sales.open and (not phase or not sales.next or opensAnew(sales, known[3] or '')) then
    return 'open', phase and 'open-gathered' or 'open', later
  end
  if phase then
    return 'gathering', nil, later
  end
  if sales.next then
    return 'gathering', 'gather', false
  end
  return 'open', nil, false
end

-- Moves the seed of the last draw to the earlier ones and makes that of the next one current.
local function turnSeeds()
  local seeds = redis.call('HMGET', META, 'seedHash', 'seed', 'earlier', 'nextSeedHash', 'nextSeed')
  if seeds[1] then
    local earlier = {}
    for pair in string.gmatch((seeds[3] or '') .. ' ' .. seeds[1] .. ':' .. seeds[2], '%S+') do
      earlier[#earlier + 1] = pair
    end
    local first = math.max(1, #earlier - MOST_EARLIER_SEEDS + 1)
    redis.call('HSET', META, 'earlier', table.concat(earlier, ' ', first))
    redis.call('HDEL', META, 'seed', 'seedHash')
  end
  if seeds[4] then
    redis.call('HSET', META, 'seed', seeds[5], 'seedHash', seeds[4])
  end
  redis.call('HDEL', META, 'nextSeed', 'nextSeedHash')
end

local function openRoom(sales, order, gathered, later)
  local cutoff = redis.call('HGET', META, 'sequence') or 0
  local opened = 'open'
  if later then
    turnSeeds()
    redis.call('HDEL', META, 'lease', 'leaseUntil')
  end
  if order ~= 'shuffle' then
    -- A published seed hash without a draw would mislead.
    redis.call('HDEL', META, 'seed', 'seedHash')
  elseif redis.call('EXISTS', LINE) == 1 then
    opened = 'drawing'
  end
  redis.call('HSET', META, 'phase', opened, 'cutoff', cutoff, 'busySince', now, 'opened', sales.open)
  if gathered and opened == 'open' then
    redis.call('HSET', META, 'unheard', 1)
  end
  return opened
end

-- Ends all places, passes and notices of the previous sale. Its fans can read why for a while.
local function gatherAgain(sales)
  redis.call('UNLINK', LINE, INSIDE, UNCLAIMED, ENDED, LEAVERS, PASSED, UNANNOUNCED, PAST)
  if redis.call('EXISTS', FANS) == 1 then
    redis.call('RENAME', FANS, PAST)
    redis.call('EXPIRE', PAST, PAST_SECONDS)
  end
  redis.call('HSET', META, 'phase', 'drawing', 'lease', NEXT_SALE, 'leaseUntil', FOREVER, 'cutoff', FOREVER,
    'spent', spentNow(sales), 'sequence', 0, 'serving', 0, 'unheard', 1)
end

-- The current phase, and whether fans gather for a later sale. The first caller after an opening
-- opens the room, so everybody who joins later is a late arrival.
local function phaseNow(sales, order)
  local phase, change, later = phaseAt(sales)
  if change == 'gather' then
    redis.call('HSET', META, 'phase', 'gathering', 'spent', spentNow(sales))
  elseif change == 'gather-again' then
    gatherAgain(sales)
  elseif change then
    return openRoom(sales, order, change == 'open-gathered', later), false
  end
  return phase, later
end

-- Binds the organiser to a seed while fans gather for a draw. The first one stays.
local function promiseSeed(phase, later, order, seed, seedHash)
  if phase == 'gathering' and order == 'shuffle' and seed ~= '' then
    if redis.call('HSETNX', META, later and 'nextSeed' or 'seed', seed) == 1 then
      redis.call('HSET', META, later and 'nextSeedHash' or 'seedHash', seedHash)
    end
  end
end

-- Whether a draw is under way.
local function isDrawing()
  local known = redis.call('HMGET', META, 'phase', 'lease')
  return known[1] == 'drawing' and known[2] ~= NEXT_SALE
end
