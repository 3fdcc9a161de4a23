--[[
  Accepts commands, one after another: each claims its idempotency key and puts its job at the end of its queue, in one step.
  Writes what BullMQ's own addStandardJob writes for a job with a custom id, so that BullMQ's workers, getters and Bull Board
  see ordinary jobs. As many as one turn of the event loop brings are accepted in one call.

  KEYS, six for each command
    [1] claim of the idempotency key
    [2] job hash
    [3] wait list (BullMQ: newest left, oldest right)
    [4] meta hash
    [5] marker sorted set, on which idle workers block
    [6] events stream
  ARGV[1] seconds for which a claim is remembered
  ARGV[2] how many events of a queue are kept, about
  ARGV[3...], seven for each command
    [1] claim: fingerprint and job id
    [2] job id
    [3] name
    [4] data, JSON
    [5] options, JSON
    [6] now, milliseconds
    [7] how many jobs may wait

  Output, one for each command: 1 accepted, 0 accepted before (the same claim), -1 the key was claimed for something else,
  -2 too many jobs wait: nothing was written, so the same key can be tried again. A job that exists is left as it is,
  however many wait; one that was claimed and is gone is added again. Atomic.
]]
local function accept(k, a)
  local claim, job, wait = KEYS[k], KEYS[k + 1], KEYS[k + 2]
  local id = ARGV[a + 1]
  local earlier = redis.call('SET', claim, ARGV[a], 'EX', ARGV[1], 'NX', 'GET')
  if earlier and earlier ~= ARGV[a] then
    return -1
  end
  if redis.call('EXISTS', job) == 0 then
    if redis.call('LLEN', wait) >= tonumber(ARGV[a + 6]) then
      if not earlier then
        redis.call('DEL', claim)
      end
      return -2
    end
    redis.call('HSET', job, 'name', ARGV[a + 2], 'data', ARGV[a + 3], 'opts', ARGV[a + 4], 'timestamp', ARGV[a + 5],
      'delay', 0, 'priority', 0)
    redis.call('LPUSH', wait, id)
    if redis.call('HEXISTS', KEYS[k + 3], 'paused') == 0 then
      redis.call('ZADD', KEYS[k + 4], 0, '0')
    end
    redis.call('XADD', KEYS[k + 5], 'MAXLEN', '~', ARGV[2], '*', 'event', 'added', 'jobId', id, 'name', ARGV[a + 2])
  end
  return earlier and 0 or 1
end

local answers = {}
for n = 0, #KEYS / 6 - 1 do
  answers[n + 1] = accept(n * 6 + 1, n * 7 + 3)
end
return answers
