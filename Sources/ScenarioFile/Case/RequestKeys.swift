/// The keys of a request, which are also the columns of an event file, and what a request's model and
/// channel make of it.

import Documents
import Ledger
import Pricing
import Quantities

enum RequestKey: Int, CaseIterable {
  case at, amount, model, input, output, cacheRead, cacheWrite5m, cacheWrite1h, batch, fast, usOnly,
    webSearches,
    codeExecution, channel, status

  /// As it stands in a case.
  var key: any StatedKey {
    let keys = Keys.request
    return switch self {
    case .at: keys.at
    case .amount: keys.amount
    case .model: keys.model
    case .input: keys.input
    case .output: keys.output
    case .cacheRead: keys.cacheRead
    case .cacheWrite5m: keys.cacheWrite5m
    case .cacheWrite1h: keys.cacheWrite1h
    case .batch: keys.batch
    case .fast: keys.fast
    case .usOnly: keys.usOnly
    case .webSearches: keys.webSearches
    case .codeExecution: keys.codeExecution
    case .channel: keys.channel
    case .status: keys.status
    }
  }

  var name: String { key.name }

  /// What is used, and so excludes a stated amount.
  var isUsage: Bool { (RequestKey.input.rawValue...RequestKey.codeExecution.rawValue).contains(rawValue) }
}

let usageKeys: [any StatedKey] = RequestKey.allCases.filter(\.isUsage).map(\.key)

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
