--[[
  Expires a room that was switched off after a day, unless it is switched on before and a fan
  polls.

  KEYS    see room.lua

  Output: nothing. Atomic.
]]
--- @include "room"

rest(DAY_SECONDS)
