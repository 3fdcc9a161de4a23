--[[
  The common part of the waiting room's scripts: keys, time and shared functions. Included
  by `--- @include "room"`. All keys of a room share the hash tag of its concert.

  KEYS[1] meta hash: phase (gathering, drawing, open), sequence (last given), cutoff (last sequence before the opening),
          seed, seedHash, serving (last sequence admitted), admitted, batches, tickedAt, batchAt (of the last batch),
          busySince, rate, ratedAt, lease, leaseUntil, unheard (a change of everybody's place that is not announced yet), spent (when the sales
          opened that were over when fans began to gather), opened (when the sale it is open for did), over (what was announced: closed, sold_out), pausedAt (since
          when nobody can hold seats), pausedMs (for how long nobody could, while somebody was inside), earlier (`hash:seed`
          of draws before the last), and of a later sale's gathering nextSeed, nextSeedHash
  KEYS[2] fans hash: account -> record: 22 characters of token, one of state, and the rest
            w  waiting, seconds when last seen
            l  leaves when the draw is over, seconds when last seen
            a  admitted, sequence:time of the admission, milliseconds
            p  passed over, seconds until which the fan may come back to the front
            e  expired, sequence
  KEYS[3] line sorted set: waiting accounts. A fan who came in the order of arrival scores the sequence; a fan whose
          place was drawn scores sequence - cutoff - 1, which is negative, so that both sets can be told apart.
  KEYS[4] inside sorted set: admitted accounts by the end of their pass, milliseconds of the clock of passes
  KEYS[5] unclaimed sorted set: those of them not seen since, by the end of their claim, milliseconds of the clock of passes
  KEYS[6] ended sorted set: expired accounts by when they expired
  KEYS[7] pace sorted set: batches of the last minute, `time:number:count` by time
  KEYS[8] leavers set: accounts that left during the draw
  KEYS[9] passed sorted set: accounts passed over, by the score they had in line
  KEYS[10] unannounced sorted set: admissions not handed over to the notices yet, `account:time` by time, milliseconds
  KEYS[11] past hash: the fans of the sale before, for a while

  The only clock is that of Redis. The clock of passes is behind it by as long as nobody could hold seats.
]]
local META, FANS, LINE, INSIDE = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local UNCLAIMED, ENDED, PACE, LEAVERS = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local PASSED, UNANNOUNCED, PAST = KEYS[9], KEYS[10], KEYS[11]
local TOKEN_LENGTH = 22
local MINUTE_MS = 60000
local TICK_LOST_MS = 5000
local DAY_SECONDS = 24 * 3600
local IDLE_META_SECONDS = 30 * DAY_SECONDS
local PAST_SECONDS = 600
local MOST_EARLIER_SEEDS = 10
local MOST_PAUSED_MS = 3600000
-- A process of the previous version sees a gathering for a later sale as a draw in progress: it
-- admits nobody and shows no seed. The gathering holds this lease for that.
local NEXT_SALE = 'next-sale'
local FOREVER = 9000000000000000

local clock = redis.call('TIME')
local seconds = tonumber(clock[1])
local now = seconds * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function stateOf(record)
  return string.sub(record, TOKEN_LENGTH + 1, TOKEN_LENGTH + 1)
end

local function tokenOf(record)
  return string.sub(record, 1, TOKEN_LENGTH)
end

local function restOf(record)
  return tonumber(string.sub(record, TOKEN_LENGTH + 2))
end

-- The sequence of an admitted fan, and when that was.
local function admissionOf(record)
  local sequence, at = string.match(record, '^(%d+):?(%d*)', TOKEN_LENGTH + 2)
  return tonumber(sequence), tonumber(at) or 0
end

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

local function rememberAsEnded(account, token, sequence)
  redis.call('HSET', FANS, account, token .. 'e' .. sequence)
  redis.call('ZADD', ENDED, now, account)
  redis.call('EXPIRE', ENDED, DAY_SECONDS)
end

-- Ends an admitted fan's stay; the place inside is free for the next batch.
local function expire(account, record)
  redis.call('ZREM', INSIDE, account)
  redis.call('ZREM', UNCLAIMED, account)
  if record and stateOf(record) == 'a' then
    rememberAsEnded(account, tokenOf(record), (admissionOf(record)))
  end
end

-- The time for which the clock of passes was stopped. One pause counts for an hour at most.
local pausedMs
local function paused()
  if not pausedMs then
    local known = redis.call('HMGET', META, 'pausedAt', 'pausedMs')
    local since = tonumber(known[1] or now)
    pausedMs = tonumber(known[2] or 0) + math.min(math.max(now - since, 0), MOST_PAUSED_MS)
  end
  return pausedMs
end

-- Restarts the clock of passes. An empty room has no passes to extend.
local function resume()
  if redis.call('EXISTS', INSIDE) == 0 then
    redis.call('HDEL', META, 'pausedAt', 'pausedMs')
    pausedMs = 0
  elseif redis.call('HEXISTS', META, 'pausedAt') == 1 then
    redis.call('HSET', META, 'pausedMs', paused())
    redis.call('HDEL', META, 'pausedAt')
  end
end

-- The end of an admitted fan's pass; nil if it is over. Calling this claims the pass.
local function passDeadline(account)
  local deadline = tonumber(redis.call('ZSCORE', INSIDE, account))
  if not deadline or deadline <= now - paused() then
    return nil
  end
  local claimBy = tonumber(redis.call('ZSCORE', UNCLAIMED, account))
  if claimBy then
    if claimBy <= now - paused() then
      return nil
    end
    redis.call('ZREM', UNCLAIMED, account)
  end
  return deadline + paused()
end

local function sequenceOf(score, cutoff)
  if score < 0 then
    return score + cutoff + 1
  end
  return score
end

-- Ends the place of a skipped fan who stayed away too long.
local function giveUp(account, record, cutoff)
  local score = tonumber(redis.call('ZSCORE', PASSED, account))
  redis.call('ZREM', PASSED, account)
  rememberAsEnded(account, tokenOf(record), sequenceOf(score, cutoff))
end

-- The room is no longer served. Its keys expire, unless a fan waits in it again.
local function rest(idleSeconds)
  redis.call('HDEL', META, 'tickedAt')
  redis.call('EXPIRE', META, IDLE_META_SECONDS)
  for i = 2, #KEYS do
    if KEYS[i] ~= PAST then
      redis.call('EXPIRE', KEYS[i], idleSeconds)
    end
  end
end

-- Undoes `rest`.
local function keep()
  for _, key in ipairs(KEYS) do
    if key ~= PAST then
      redis.call('PERSIST', key)
    end
  end
end
