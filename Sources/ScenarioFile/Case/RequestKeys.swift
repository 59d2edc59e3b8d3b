/// The keys of a request, which are also the columns of an event file, and what a request's model and
/// channel make of it.

import Ledger
import Pricing
import Quantities

enum RequestKey: Int, CaseIterable {
  case at, amount, model, input, output, cacheRead, cacheWrite5m, cacheWrite1h, batch, fast, usOnly,
    webSearches,
    codeExecution, channel, status

  var name: String {
    switch self {
    case .at: "at"
    case .amount: "amount"
    case .model: "model"
    case .input: "input"
    case .output: "output"
    case .cacheRead: "cache read"
    case .cacheWrite5m: "cache write 5m"
    case .cacheWrite1h: "cache write 1h"
    case .batch: "batch"
    case .fast: "fast"
    case .usOnly: "us only"
    case .webSearches: "web searches"
    case .codeExecution: "code execution"
    case .channel: "channel"
    case .status: "status"
    }
  }

  /// What is used, and so excludes a stated amount.
  var isUsage: Bool { (RequestKey.input.rawValue...RequestKey.codeExecution.rawValue).contains(rawValue) }
}

let usageKeys: [String] = RequestKey.allCases.filter(\.isUsage).map(\.name)

func requestStatusName(_ status: Request.Status) -> String {
  switch status {
  case .served: "served"
  case .failed: "failed"
  case .disconnected: "disconnected"
  }
}

/// The model and the admitting scopes of a request, worked out once for each name and channel.
struct MaskCache {
  let plan: LedgerPlan
  let card: RateCard
  private var known: [String: (model: ModelID, masks: [ScopeMask])] = [:]
  private let unnamed: [ScopeMask]

  init(plan: LedgerPlan, card: RateCard) {
    self.plan = plan
    self.card = card
    unnamed = Channel.allCases.map { plan.mask(model: nil, channel: $0) }
  }

  mutating func look(
    _ name: String?, _ channel: Channel
  ) throws(QuantityError) -> (ModelID?, ScopeMask) {
    let column = channel == .apiKey ? 0 : 1
    guard let name else { return (nil, unnamed[column]) }
    if let found = known[name] { return (found.model, found.masks[column]) }
    let model = try card.model(named: name)
    let own = card.models[model.index].name
    let masks = Channel.allCases.map { plan.mask(model: own, channel: $0) }
    known[name] = (model, masks)
    return (model, masks[column])
  }
}
