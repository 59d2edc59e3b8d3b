/// Credit that ages, exactly: expected costs by adding up every future of a small world, without anything of the engine.
///
/// A day begins with the expiry of what has lived out its days and with the delivery of what was ordered `lead` days ago; then an order is
/// placed, for `price` a unit; then comes the day's demand, any of a list of whole numbers alike; it is served from the oldest units or from the
/// newest, and what is not served costs `penalty` a unit, which is a lost sale or an emergency purchase as one likes. What is left after
/// the last day is worth nothing.

/// Units by the days that they still live, then orders by the days until they come: six bits each.
private struct Shelf: Hashable {
  var bits: UInt64 = 0

  subscript(place: Int) -> Int {
    get { Int(bits >> UInt64(6 * place) & 63) }
    set { bits = bits & ~(63 << UInt64(6 * place)) | UInt64(newValue) << UInt64(6 * place) }
  }
}

struct AgingWorld: Sendable {
  var days: Int
  /// Days that a unit lives, from its delivery on.
  var life: Int
  /// From the order to the delivery.
  var lead: Int
  var servesOldestFirst: Bool
  var demands: [Int]
  var price: Double
  var penalty: Double

  /// Places 0..<life: units with 1, 2, ... days to live; then lead places: orders that come in 1, 2, ... days.
  private func position(_ shelf: Shelf) -> Int {
    (0..<(life + lead)).reduce(0) { $0 + shelf[$1] }
  }

  /// A day's demand, and the night: the next morning's shelf before its order, and what was not served.
  private func next(_ shelf: Shelf, ordering units: Int, demand: Int) -> (shelf: Shelf, lost: Int) {
    var now = shelf
    now[lead == 0 ? life - 1 : life + lead - 1] += units
    var wanted = demand
    for step in 0..<life {
      let place = servesOldestFirst ? step : life - 1 - step
      let taken = min(wanted, now[place])
      now[place] -= taken
      wanted -= taken
    }
    var morning = Shelf()
    for place in 1..<max(1, life) where life > 1 { morning[place - 1] = now[place] }
    if lead > 0 {
      morning[life - 1] = now[life]
      for place in 1..<max(1, lead) where lead > 1 { morning[life + place - 1] = now[life + place] }
    }
    return (morning, wanted)
  }

  /// The expected cost of a rule that sees the position and the day.
  func cost(of rule: (_ day: Int, _ position: Int) -> Int) -> Double {
    var shelves: [(shelf: Shelf, weight: Double)] = [(Shelf(), 1)]
    let share = 1 / Double(demands.count)
    var total = 0.0
    for day in 0..<days {
      var after: [Shelf: Double] = [:]
      for (shelf, weight) in shelves {
        let units = rule(day, position(shelf))
        total += weight * price * Double(units)
        for demand in demands {
          let (morning, lost) = next(shelf, ordering: units, demand: demand)
          total += weight * share * penalty * Double(lost)
          after[morning, default: 0] += weight * share
        }
      }
      // In an order that no hash decides, so that sums are the same in every run.
      shelves = after.map { ($0.key, $0.value) }.sorted { $0.0.bits < $1.0.bits }
    }
    return total
  }

  /// The least expected cost of any rule that sees the whole shelf, ordering at most so many units a day.
  func least(most: Int) -> Double {
    var known: [[Shelf: Double]] = Array(repeating: [:], count: days + 1)
    func value(_ day: Int, _ shelf: Shelf) -> Double {
      if day == days { return 0 }
      if let value = known[day][shelf] { return value }
      var best = Double.infinity
      for units in 0...most {
        var cost = price * Double(units)
        for demand in demands {
          let (morning, lost) = next(shelf, ordering: units, demand: demand)
          cost += (penalty * Double(lost) + value(day + 1, morning)) / Double(demands.count)
          if cost >= best { break }
        }
        best = min(best, cost)
      }
      known[day][shelf] = best
      return best
    }
    return value(0, Shelf())
  }
}
