#pragma once

// All that tells the operator what the gateway does.

#include "gateway/observe/access_log.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/spans.h"
#include "gateway/observe/trace_context.h"
