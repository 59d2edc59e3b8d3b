/// One line of the table that every export becomes (docs/usage-table.md): what was used in a day or an hour by one model,
/// through one channel, of one workspace and key, in one way of sending. Exact: whole tokens, whole nano-dollars. What an
/// export does not say is nil and never zero.

import Ledger
import Quantities

public struct UsageRow: Hashable, Sendable {
  /// A calendar day as the export counts days (of UTC, or of the zone of the machine that wrote it), or an hour of UTC.
  public enum Stretch: Hashable, Sendable {
    case day(CivilDate)
    /// Its first instant, on a full hour.
    case hour(Instant)
  }

  /// What may be told apart. Rows of one stretch that agree in all of it are one row.
  public struct Subject: Hashable, Sendable {
    /// Which of several histories in one file; nil: the file is one history.
    public var series: String?
    /// As the export writes it: an id or a title; nil: it does not say.
    public var model: String?
    public var channel: Channel?
    public var workspace: String?
    /// The key's name, or the agent, tool or person that the export tells apart.
    public var key: String?
    public var isBatch = false
    public var isFast = false
    public var isUSOnly = false
    /// Prompts past the price band of long prompts: the export says so.
    public var isLongPrompt = false

    public init() {}
  }

  /// What is known of a stretch.
  public enum State: String, CaseIterable, Hashable, Sendable {
    /// All of it; zero is zero.
    case final
    /// The provider may still change it.
    case provisional
    /// Nothing is known: not zero.
    case missing
    /// More was asked for than was served, for lack of credit: a floor.
    case blocked
  }

  public struct Tokens: Hashable, Sendable {
    /// Neither read from nor written to a cache.
    public var input: Int64 = 0
    public var output: Int64 = 0
    public var cacheRead: Int64 = 0
    public var cacheWrite5m: Int64 = 0
    public var cacheWrite1h: Int64 = 0

    public init() {}
  }

  /// Nano-dollars by what they were paid for. Sums are checked where rows are added up.
  public struct Dollars: Hashable, Sendable {
    public var input: Int64 = 0
    public var output: Int64 = 0
    public var cacheRead: Int64 = 0
    public var cacheWrite5m: Int64 = 0
    public var cacheWrite1h: Int64 = 0
    /// Not for tokens: searches, code execution, sessions.
    public var other: Int64 = 0

    public init() {}
  }

  public var stretch: Stretch
  public var subject = Subject()
  public var state = State.final
  /// Nil: the export states dollars alone.
  public var tokens: Tokens?
  /// Tokens of which the export does not say the kind (a total). Beside `tokens`: further ones.
  public var otherTokens: Int64?
  public var webSearches: Int64 = 0
  public var requests: Int64?
  public var failed: Int64?
  /// Dollars as the export states them, after discounts.
  public var billed: Nanodollars?
  /// Dollars at list as the export itself states them, if it does.
  public var statedList: Nanodollars?
  /// `billed` and `statedList` once more, by the kind of token, where the export tells kinds apart.
  public var billedByKind: Dollars?
  public var statedListByKind: Dollars?

  public init(_ stretch: Stretch) { self.stretch = stretch }
}
