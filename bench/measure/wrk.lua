-- The requests of a task, in turn, and the result as JSON. The paths are the
-- arguments behind "--".

local requests = {}
local last = 0

function init(args)
  for i, path in ipairs(args) do
    requests[i] = wrk.format("GET", path)
  end
  if #requests == 1 then -- wrk sends it by itself, which costs nothing
    wrk.path = args[1]
    return
  end
  request = function()
    last = last % #requests + 1
    return requests[last]
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect, e.read, e.write, e.status, e.timeout))
end
