/// What a lot, a cap or an allowance window is limited to: certain models, certain channels, certain people, or several of these.
/// A plan lists its scopes once; everything else refers to them by number, and a request carries one bit
/// for each scope that admits it, so that "may this lot pay" is one `and`.

/// How a workload signs in.
public enum Channel: String, CaseIterable, Hashable, Sendable {
  /// Draws credit only.
  case apiKey = "api key"
  /// Draws the subscription's allowance first, then usage credits if they are enabled.
  case plan = "plan"
}

public struct Scope: Hashable, Sendable {
  /// Nil: every model.
  public var models: Set<String>?
  /// Nil: every channel.
  public var channels: Set<Channel>?
  /// Those who use the account, by number; nil: everybody, and what is nobody's.
  public var people: Set<Int>?

  public init(models: Set<String>? = nil, channels: Set<Channel>? = nil, people: Set<Int>? = nil) {
    self.models = models
    self.channels = channels
    self.people = people
  }

  /// A request whose model is not stated (given in dollars) is admitted only by scopes that name no model; one of nobody in
  /// particular only by scopes that name no people.
  public func admits(model: String?, channel: Channel, person: Int? = nil) -> Bool {
    if let people {
      guard let person, people.contains(person) else { return false }
    }
    if let models {
      guard let model, models.contains(model) else { return false }
    }
    return channels?.contains(channel) ?? true
  }
}

/// An index into `LedgerPlan.scopes`; nil wherever it is optional means "no limit".
public typealias ScopeID = Int

/// The scopes that admit a request: bit `i` for `plan.scopes[i]`.
public struct ScopeMask: Hashable, Comparable, Sendable {
  public var bits: UInt64

  public init(bits: UInt64) { self.bits = bits }

  /// Admitted by every scope: an opening debt.
  public static let all = ScopeMask(bits: .max)

  public static func < (a: ScopeMask, b: ScopeMask) -> Bool { a.bits < b.bits }

  @inlinable public func admits(_ scope: ScopeID?) -> Bool {
    guard let scope else { return true }
    return bits & (1 << UInt64(scope)) != 0
  }
}
