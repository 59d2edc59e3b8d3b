/// What a demand model is made of besides workloads: which part of a workload flows into which column, what
/// becomes of retired models, and what the provider lets through. Plain data.

import Pricing
import Quantities

/// A part of a workload and the column that it flows into. The parts of one workload do not overlap.
public struct DemandPart: Hashable, Sendable {
  /// Index into the model's workloads.
  public var workload: Int
  /// The models of its mix that belong here, by the names under which they are asked for (a retired model's
  /// requests stay in its part); nil: all.
  public var models: Set<ModelID>?
  /// Of a workload in dollars: its share of them. The shares of all parts are 100%, and where one part ends and the next
  /// begins goes by their order: give them in one that no plan changes.
  public var share: Ratio
  public var column: Int

  public init(workload: Int, models: Set<ModelID>? = nil, share: Ratio = .one, column: Int) {
    self.workload = workload
    self.models = models
    self.share = share
    self.column = column
  }
}

/// A model's end: from this instant on its requests go to another one, or fail.
public struct Retirement: Hashable, Sendable {
  public var model: ModelID
  public var at: Instant
  /// Nil: they fail.
  public var movesTo: ModelID?

  public init(model: ModelID, at: Instant, movesTo: ModelID? = nil) {
    self.model = model
    self.at = at
    self.movesTo = movesTo
  }
}

/// What the provider lets through a minute, for the models it names (nil: all together); nil: no such limit. What it holds
/// back is throttled, not blocked.
public struct RateLimit: Hashable, Sendable {
  /// Names as the rate card's.
  public var models: Set<String>?
  public var requests: Int64?
  /// Cache reads do not count.
  public var inputTokens: Int64?
  public var outputTokens: Int64?

  public init(
    models: Set<String>? = nil, requests: Int64? = nil, inputTokens: Int64? = nil,
    outputTokens: Int64? = nil
  ) {
    self.models = models
    self.requests = requests
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

/// A correlation between the noise of two workloads.
public struct Correlation: Hashable, Sendable {
  /// Indices into the workloads, the smaller first.
  public var first: Int
  public var second: Int
  /// From -100% to 100%, exclusive.
  public var value: Ratio

  public init(first: Int, second: Int, value: Ratio) {
    self.first = first
    self.second = second
    self.value = value
  }
}
