/// The keys of a request, which are also the columns of an event file, and what a request's model and
/// channel make of it.

import Documents
import Ledger
import Pricing
import Quantities

enum RequestKey: Int, CaseIterable {
  case at, amount, model, input, output, cacheRead, cacheWrite5m, cacheWrite1h, batch, fast, usOnly,
    webSearches,
    codeExecution, channel, status, person, reserves, runs

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
    case .person: keys.person
    case .reserves: keys.reserves
    case .runs: keys.runs
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

/// The model and the admitting scopes of a request, worked out once for each name, channel and person.
struct MaskCache {
  let plan: LedgerPlan
  let card: RateCard
  private var known: [String: (model: ModelID, masks: [ScopeMask])] = [:]
  private let unnamed: [ScopeMask]
  private var people = PeopleMasks()

  init(plan: LedgerPlan, card: RateCard) {
    self.plan = plan
    self.card = card
    unnamed = Channel.allCases.map { plan.mask(model: nil, channel: $0) }
  }

  mutating func look(
    _ name: String?, _ channel: Channel, _ person: Int?
  ) throws(QuantityError) -> (ModelID?, ScopeMask) {
    if let person {
      let model = try name.map { name throws(QuantityError) in try card.model(named: name) }
      return (model, people.mask(model, channel, person, plan, card))
    }
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

/// The scopes that admit a person's requests, each worked out once.
struct PeopleMasks {
  private struct Asker: Hashable {
    var person: Int
    var model: Int?
    var channel: Channel
  }

  private var known: [Asker: ScopeMask] = [:]

  mutating func mask(
    _ model: ModelID?, _ channel: Channel, _ person: Int, _ plan: LedgerPlan, _ card: RateCard
  ) -> ScopeMask {
    let asker = Asker(person: person, model: model.map { Int($0.index) }, channel: channel)
    if let known = known[asker] { return known }
    // Files count people from 1.
    let mask = plan.mask(
      model: model.map { card.models[$0.index].name }, channel: channel, person: person - 1)
    known[asker] = mask
    return mask
  }
}
