/// What a stream of random numbers is for: a kind of draw, and the name of what it is drawn for. The name, not the place:
/// so inserting, leaving out, renaming or sorting other things changes no draw (docs/decisions/0013).

import Quantities

/// A name by 56 bits: those of two names differ but once in 7 x 10^16. Philox itself is the hash: 16 bytes at a time are
/// added to what there is and made a block, under a key that says how long the name is and how far one has come.
public struct StreamName: Hashable, Sendable {
  public let bits: UInt64

  /// Of a thing, or of a part of it, such as one model of a workload.
  public init(_ name: String, part: String? = nil) {
    var state = SIMD4<UInt32>(part == nil ? 0 : 1, 0, 0, 0)
    for name in [name] + (part.map { [$0] } ?? []) {
      let bytes = Array(name.utf8)
      for begin in stride(from: 0, through: bytes.count, by: 16) {
        for place in begin..<Swift.min(begin + 16, bytes.count) {
          let at = place - begin
          state[at / 4] ^= UInt32(bytes[place]) << UInt32(8 * (at % 4))
        }
        state = Philox.block(state, key: SIMD2(UInt32(bytes.count), UInt32(begin)))
      }
    }
    bits = (UInt64(state.x) | UInt64(state.y) << 32) >> 8
  }
}

/// A word of 64 bits of the counter: the kind in the high 8, the name in the others, so that no two kinds share a draw
/// whatever the names.
public struct Purpose: Hashable, Sendable {
  public let code: UInt64

  /// The number is part of what a seed means, and never changes.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// The numbers by day that workloads may have in common: the level around its trend, or the day's spend.
    case noise = 1
    /// The drift of a workload's trend.
    case growth = 2
    /// Stays and changes of a workload's regimes.
    case regimes = 3
    /// The spend of each step of one model of a workload.
    case steps = 4
    /// The draws of a workload that is stated in dollars.
    case spend = 5
    case lostOrders = 6
    case delays = 7
    case revocations = 8
    case takesOtherLots = 9
    case declines = 10
    case reactions = 11
    /// How the counts of a workload's steps swing.
    case counts = 12
    /// The level of a workload whose `noise` is the day's spend.
    case levels = 13
    /// The weeks of a workload that follows a history.
    case history = 14
    /// The shares of one model in it, and when it is replaced.
    case historyModel = 15
    /// Which weeks of a history come again.
    case historyWeeks = 16
    /// How the points of a workload are made random (Quasi/Replicates.swift).
    case points = 17
    /// Which futures are moved by importance sampling (Quasi/Tilt.swift).
    case tilts = 18
    /// Which row of the unknown numbers a future lives, and how each number's values lie in the rows.
    case unknownNumbers = 19
    /// Which revocations close the account.
    case closings = 21
  }

  public init(_ kind: Kind, _ name: StreamName) { code = UInt64(kind.rawValue) << 56 | name.bits }

  public init(_ kind: Kind, _ name: String) { self.init(kind, StreamName(name)) }

  /// Two things of one purpose would meet the same luck.
  public static func requireDistinct(_ named: [(name: String, purpose: Purpose)]) throws(QuantityError) {
    var known: [Purpose: String] = [:]
    for (name, purpose) in named {
      guard let other = known.updateValue(name, forKey: purpose) else { continue }
      let (this, that) = (QuantityError.quote(name), QuantityError.quote(other))
      throw QuantityError(
        name == other
          ? "two things have the name \(this), and would meet the same luck"
          : "\(that) and \(this) would meet the same luck: it goes by a number made from the name, and theirs is the same",
        remedy: "give one of them another name")
    }
  }
}
