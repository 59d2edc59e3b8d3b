/// Daily order-up-to replenishment of perishable credit, worked out exactly: a Markov chain over the dollars left by
/// remaining life. It shares no code with the ledger.
///
/// At each midnight what has lived its days is void, then yesterday's order arrives, then an order is placed that lifts
/// what is there to the target; then the day's demand draws, oldest or newest lot first, and what finds nothing is lost.

struct ReplenishmentChain {
  /// Whole dollars, each as likely as any other.
  var demand: [Int]
  var target: Int
  /// Days that a lot lives from its arrival.
  var life: Int
  var isNewestFirst: Bool
  var days: Int

  struct Expected {
    var used = 0.0
    var expired = 0.0
    var lost = 0.0
    var ordered = 0.0
    /// That some demand is lost at some time.
    var anyLost = 0.0
  }

  private struct State: Hashable {
    /// By remaining life: `left[0]` is void at the next midnight.
    var left: [Int]
    var hasLost: Bool
  }

  /// Begins with a full lot that has just arrived.
  func expected() -> Expected {
    var expected = Expected()
    expected.ordered = Double(target)
    var states = [
      State(left: Array(repeating: 0, count: life - 1) + [target], hasLost: false): 1.0
    ]
    for _ in 0..<days {
      var next: [State: Double] = [:]
      for (state, probability) in states {
        let order = target - state.left.reduce(0, +)
        expected.ordered += probability * Double(order)
        for asked in demand {
          let share = probability / Double(demand.count)
          let (after, used) = draw(asked, from: state.left)
          expected.used += share * Double(used)
          expected.lost += share * Double(asked - used)
          expected.expired += share * Double(after[0])
          let arrived = State(
            left: Array(after.dropFirst()) + [order], hasLost: state.hasLost || used < asked)
          next[arrived, default: 0] += share
        }
      }
      states = next
    }
    expected.anyLost = states.reduce(0) { $0 + ($1.key.hasLost ? $1.value : 0) }
    return expected
  }

  private func draw(_ asked: Int, from left: [Int]) -> (left: [Int], used: Int) {
    var (left, lacking) = (left, asked)
    let order = isNewestFirst ? Array(left.indices.reversed()) : Array(left.indices)
    for lot in order {
      let taken = min(left[lot], lacking)
      left[lot] -= taken
      lacking -= taken
    }
    return (left, asked - lacking)
  }
}
