--[[
  Puts a room away that was switched off. It is forgotten after a day, unless it is switched on before and somebody in
  it asks.

  KEYS    see room.lua

  Output: nothing. Atomic.
]]
--- @include "room"

rest(DAY_SECONDS)
