/// The distinct limits of a plan, and the keys `models` and `channels` that state them.

import Documents
import Ledger
import Pricing
import Providers
import Quantities

struct ScopeTable {
  private(set) var list: [Scope] = []
  private var numbers: [Scope: ScopeID] = [:]

  /// A request carries one bit for each scope.
  static let most = 63

  /// The number of a scope, the same for equal scopes; nil when there is no room for another.
  mutating func id(_ scope: Scope) -> ScopeID? {
    if let known = numbers[scope] { return known }
    guard list.count < ScopeTable.most else { return nil }
    numbers[scope] = list.count
    list.append(scope)
    return list.count - 1
  }
}

extension PlanReader {
  /// The limit that `models` and `channels` of a record state; nil: none. All channels are no limit.
  /// `standard` is what holds for channels that are not stated.
  func statedScope(_ record: Record, or standard: Set<Channel>? = nil) -> Scope? {
    let models = record.take(Keys.scope.models, as: .oneOrList(model)).map { Set($0) }
    let stated = record.take(Keys.scope.channels).map { Set($0) }
    var scope = Scope(models: models, channels: stated ?? standard)
    if scope.channels?.count == Channel.allCases.count { scope.channels = nil }
    return scope.models != nil || scope.channels != nil ? scope : nil
  }

  /// Its number in the plan's table.
  func scope(_ record: Record, or standard: Set<Channel>? = nil) -> ScopeID? {
    guard let scope = statedScope(record, or: standard) else { return nil }
    if let number = scopes.id(scope) { return number }
    findings.error(
      record.place,
      "this is one more set of models and channels than the \(ScopeTable.most) that a case may have",
      "let lots and limits share their sets")
    return nil
  }

  /// The limit to one channel; nil: none, or there is no room for another.
  func scope(of channel: Channel?) -> ScopeID? { channel.flatMap { scopes.id(Scope(channels: [$0])) } }

  /// A model of the card, by the name that the card gives it.
  var model: Shape<String> {
    let card = card
    return .parsed("a model like \(provider.exampleModel)") { text throws(QuantityError) in
      card.models[try card.model(named: text).index].name
    }
  }
}
