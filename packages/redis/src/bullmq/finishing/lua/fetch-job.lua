-- Needs `wait`, `active`, `delayed`, `meta`, `prefix`, `now` and `lockMs`.
local function mayFetch()
  local limits = redis.call('HMGET', meta, 'paused', 'concurrency', 'max')
  if limits[1] or limits[2] or limits[3] then
    return false
  end
  -- BullMQ's score of a delayed job is its time times 4096 plus a counter.
  return #redis.call('ZRANGEBYSCORE', delayed, 0, (now + 1) * 0x1000 - 1, 'LIMIT', 0, 1) == 0
end

-- Moves the oldest waiting job to the active ones and locks it. Answers its fields and its id, or 0.
local function fetch(token)
  local id = redis.call('RPOPLPUSH', wait, active)
  if not id then
    return 0
  end
  local key = prefix .. id
  redis.call('SET', key .. ':lock', token, 'PX', lockMs)
  local starts = (redis.call('HGET', key, 'ats') or 0) + 1
  redis.call('HSET', key, 'processedOn', now, 'ats', starts)
  return { redis.call('HGETALL', key), id }
end
