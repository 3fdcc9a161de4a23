--[[
  Accepts commands in order: each claims its idempotency key and appends its job to its queue.
  Writes the same as BullMQ's addStandardJob for a custom id, so that BullMQ's workers, getters and Bull Board
  see ordinary jobs. One call accepts all commands of a tick.

  A queue that takes commands of several names is given once for each name; its jobs keep their order.

  KEYS, three for each queue and name, then one for each command: the claim of its idempotency key
    [1] wait list (BullMQ: newest left, oldest right)
    [2] meta hash
    [3] marker sorted set, on which idle workers block
  ARGV[1] seconds for which a claim is remembered
  ARGV[2] how many queues and names
  ARGV[3...], four for each queue and name
    [1] prefix of the job keys
    [2] name of the jobs
    [3] options of the jobs, JSON
    [4] how many jobs may wait
  then five for each command
    [1] which of the queues, from 1
    [2] job id
    [3] fingerprint of the request
    [4] data, JSON
    [5] now, milliseconds

  Output, one for each command: 1 accepted, 0 accepted before (the same claim), -1 the key was claimed for something else,
  -2 too many jobs wait: nothing was written, so the same key can be tried again. A job that exists is left as it is,
  however many wait; one that was claimed and is gone is added again. Atomic.
]]
local queues = {}
-- By wait list, so that commands of several names in one queue are added in order.
local lists, inOrder = {}, {}
for n = 1, tonumber(ARGV[2]) do
  local k, a = 3 * n - 2, 4 * n - 1
  local list = lists[KEYS[k]]
  if not list then
    list = {
      wait = KEYS[k], meta = KEYS[k + 1], marker = KEYS[k + 2],
      room = tonumber(ARGV[a + 3]) - redis.call('LLEN', KEYS[k]),
      added = {},
    }
    lists[KEYS[k]] = list
    inOrder[#inOrder + 1] = list
  end
  queues[n] = { prefix = ARGV[a], name = ARGV[a + 1], options = ARGV[a + 2], list = list }
end

local function accept(claim, a)
  local queue, id, fingerprint = queues[tonumber(ARGV[a])], ARGV[a + 1], ARGV[a + 2]
  local earlier = redis.call('SET', claim, fingerprint, 'EX', ARGV[1], 'NX', 'GET')
  if earlier and earlier ~= fingerprint then
    return -1
  end
  local job = queue.prefix .. id
  if redis.call('EXISTS', job) == 0 then
    if #queue.list.added >= queue.list.room then
      if not earlier then
        redis.call('DEL', claim)
      end
      return -2
    end
    redis.call('HSET', job, 'name', queue.name, 'data', ARGV[a + 3], 'opts', queue.options, 'timestamp', ARGV[a + 4],
      'delay', 0, 'priority', 0)
    local added = queue.list.added
    added[#added + 1] = id
  elseif earlier then
    -- Written again, so that a wait for replicas also covers the earlier job.
    redis.call('SET', claim, fingerprint, 'KEEPTTL')
  end
  return earlier and 0 or 1
end

local answers = {}
local claims, commands = 3 * #queues, 4 * #queues + 3
for n = 0, #KEYS - claims - 1 do
  answers[n + 1] = accept(KEYS[claims + n + 1], commands + n * 5)
end
for _, list in ipairs(inOrder) do
  if #list.added > 0 then
    redis.call('LPUSH', list.wait, unpack(list.added))
    if redis.call('HEXISTS', list.meta, 'paused') == 0 then
      redis.call('ZADD', list.marker, 0, '0')
    end
  end
end
return answers
