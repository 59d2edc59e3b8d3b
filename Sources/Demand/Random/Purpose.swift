/// What a stream of random numbers is for: the second word of its counter, so that no two purposes share a draw and a
/// new one moves no other. The kind is in the high 8 bits, which of its kind in the low 24.

public struct Purpose: Hashable, Sendable {
  public let code: UInt32

  /// One line per kind; the number is part of what a seed means, and never changes.
  public enum Kind: UInt8, CaseIterable, Sendable {
    case noise = 1
    case growth = 2
    case regimes = 3
    case steps = 4
    case spend = 5
    case lostOrders = 6
    case delays = 7
    case revocations = 8
    case takesOtherLots = 9
    case declines = 10
    case reactions = 11
    case counts = 12
  }

  public init(_ kind: Kind, _ index: Int) {
    precondition(index >= 0 && index < 1 << 24, "a purpose has room for 2^24 of a kind")
    code = UInt32(kind.rawValue) << 24 | UInt32(index)
  }

  /// The daily level of a workload around its trend.
  public static func noise(_ workload: Int) -> Purpose { Purpose(.noise, workload) }
  /// The drift of a workload's trend.
  public static func growth(_ workload: Int) -> Purpose { Purpose(.growth, workload) }
  /// Stays and changes of a workload's regimes.
  public static func regimes(_ workload: Int) -> Purpose { Purpose(.regimes, workload) }
  /// The spend of each step of one of a workload's models.
  public static func steps(workload: Int, part: Int) -> Purpose {
    precondition(workload >= 0 && workload < 1 << 12 && part >= 0 && part < 1 << 12)
    return Purpose(.steps, workload << 12 | part)
  }
  /// How the counts of a workload's steps swing.
  public static func counts(_ workload: Int) -> Purpose { Purpose(.counts, workload) }
  /// The draws of a workload that is stated in dollars.
  public static func spend(_ workload: Int) -> Purpose { Purpose(.spend, workload) }
  public static func lostOrders(_ lot: Int) -> Purpose { Purpose(.lostOrders, lot) }
  public static func delays(_ lot: Int) -> Purpose { Purpose(.delays, lot) }
  public static func revocations(_ lot: Int) -> Purpose { Purpose(.revocations, lot) }
  public static func takesOtherLots(_ lot: Int) -> Purpose { Purpose(.takesOtherLots, lot) }
  public static func declines(_ trigger: Int) -> Purpose { Purpose(.declines, trigger) }
  public static func reactions(_ trigger: Int) -> Purpose { Purpose(.reactions, trigger) }
}
