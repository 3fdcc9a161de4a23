-- Deletes the oldest jobs of a sorted set of finished jobs: those from `before` and those beyond the `most` to keep,
-- a few hundred per call to keep calls short.
local function forget(set, prefix, before, most)
  local surplus = redis.call('ZCARD', set) - most
  local old = redis.call('ZCOUNT', set, '-inf', before)
  local count = math.min(math.max(old, surplus), 512)
  if count <= 0 then
    return
  end
  local forgotten = redis.call('ZRANGE', set, 0, count - 1)
  redis.call('ZREMRANGEBYRANK', set, 0, count - 1)
  for n, id in ipairs(forgotten) do
    forgotten[n] = prefix .. id
  end
  redis.call('DEL', unpack(forgotten))
end
