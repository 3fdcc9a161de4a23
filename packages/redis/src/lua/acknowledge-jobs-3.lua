--[[
  Finishes jobs of an ordered queue after their outcomes are committed, and tells whoever waits for them. Writes what
  BullMQ's own moveToFinished writes, so that its readers and Bull Board see ordinary finished jobs. Acknowledging a job
  that is no longer waiting changes nothing.

  KEYS[1] wait list
  KEYS[2] completed sorted set
  KEYS[3] failed sorted set
  ARGV[1] prefix of the job keys
  ARGV[2] prefix of the answer channels
  ARGV[3] now, milliseconds
  ARGV[4] milliseconds after which a completed job is forgotten
  ARGV[5] how many completed jobs are kept at most
  ARGV[6...] for each job: id, 'completed' or 'failed', JSON return value or reason of failure

  Output: how many jobs were finished. Atomic over all of them.
]]
local now = tonumber(ARGV[3])
local finished = 0
for i = 6, #ARGV, 3 do
  local id, state, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local removed
  if redis.call('LINDEX', KEYS[1], -1) == id then
    redis.call('RPOP', KEYS[1])
    removed = 1
  else
    removed = redis.call('LREM', KEYS[1], -1, id)
  end
  local key = ARGV[1] .. id
  if removed > 0 and redis.call('EXISTS', key) == 1 then
    local field = state == 'completed' and 'returnvalue' or 'failedReason'
    redis.call('HSET', key, field, value, 'processedOn', now, 'finishedOn', now, 'atm', 1, 'ats', 1)
    redis.call('ZADD', state == 'completed' and KEYS[2] or KEYS[3], now, id)
    finished = finished + 1
  end
  redis.call('PUBLISH', ARGV[2] .. id, '')
end

-- Forget old completed jobs a few hundred at a time, so that no call takes long.
local forgotten = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[4]), 'LIMIT', 0, 512)
local surplus = redis.call('ZCARD', KEYS[2]) - #forgotten - tonumber(ARGV[5])
if surplus > 0 then
  local more = redis.call('ZRANGE', KEYS[2], #forgotten, #forgotten + math.min(surplus, 512) - 1)
  for _, id in ipairs(more) do
    forgotten[#forgotten + 1] = id
  end
end
if #forgotten > 0 then
  redis.call('ZREM', KEYS[2], unpack(forgotten))
  for _, id in ipairs(forgotten) do
    redis.call('DEL', ARGV[1] .. id, ARGV[1] .. id .. ':logs')
  end
end
return finished
