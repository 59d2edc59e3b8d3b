/// `hours`, `hourly`, `days`, `zone`: how the usual level spreads over the local week. Hours are a level for
/// each of the 24 local hours: of `09:30-18:00` the hour from 09:00 has a half; the numbers of `hourly` are
/// scaled so that their mean, where they are not 0, is 1. Days are calendar days of the zone;
/// hours over midnight run on the mornings and the evenings of all of them, so they take no weekdays.
/// At the boundary: `22:00-24:00` ends with its day and takes weekdays, `22:00-00:30` does not.

import Demand
import Documents
import Quantities

extension ScenarioReader {
  /// Of a history by the day, the hours are those in which most people work, where nothing is stated.
  func readShape(_ workload: Record, isPerWorkday: Bool, isFromHistory: Bool = false) -> WeeklyShape {
    var shape = WeeklyShape()
    var stated: StatedHours?
    let keys = Keys.workload
    switch workload.chooseAny([keys.hours, keys.hourly]) {
    case keys.hours.name: stated = workload.take(keys.hours)
    case keys.hourly.name: shape.hours = workload.take(keys.hourly) ?? shape.hours
    default:
      workload.assume(keys.hours, isFromHistory ? "09:00-21:00" : "00:00-24:00")
      if isFromHistory { shape.hours = (0..<24).map { (9..<21).contains($0) ? .one : .zero } }
    }
    if let stated { shape.hours = stated.weights }
    if let zone = stated?.zone {
      shape.zone = workload.take(keys.zone, default: zone.name, from: "hours")
      if shape.zone != zone {
        findings.error(
          workload.place(keys.zone), "the hours are those of \(zone), and this is \(shape.zone)",
          "name one zone"
        )
      }
    } else {
      shape.zone = workload.take(keys.zone, default: Zone.utc.name)
    }
    if !isFromHistory { readDays(workload, stated, isPerWorkday, &shape) }
    return shape
  }

  private func readDays(
    _ workload: Record, _ stated: StatedHours?, _ isPerWorkday: Bool, _ shape: inout WeeklyShape
  ) {
    var usual = [Ratio](repeating: .one, count: 7)
    var origin = "default"
    if let weekdays = stated?.weekdays {
      for day in 0..<7 where weekdays >> UInt8(day) & 1 == 0 { usual[day] = .zero }
      origin = "hours"
    } else if isPerWorkday {
      (usual[5], usual[6]) = (.zero, .zero)
      origin = "per workday"
    }
    shape.days = usual
    let all = zip(dayNames, usual).map { "\($0): \($1)" }.joined(separator: ", ")
    workload.assume(Keys.workload.days, "{\(all)}", from: origin)
    let days = workload.map(Keys.workload.days, "the days of \(workload.what)") { days in
      zip(Keys.days.days, usual).map { days.take($0, default: $1.description, from: origin) }
    }
    guard let days else { return }
    shape.days = days
    if days.allSatisfy({ $0 == .zero }) {
      findings.error(
        workload.place(Keys.workload.days), "every day is 0%",
        "write a day above 0%, or leave the workload out")
    }
  }
}

/// Hours as a workload states them; weekdays and zone may be left to other keys.
package struct StatedHours: Sendable {
  var weights: [Ratio]
  /// Monday is bit 0; nil: not stated.
  var weekdays: UInt8?
  var zone: Zone?
}

extension Shape where Value == StatedHours {
  static var statedHours: Shape {
    .parsed("hours like 09:00-18:00 Europe/Berlin", .hours) { text throws(QuantityError) in
      if Dimension(of: text) != nil {
        throw QuantityError(
          "\(quote(text)) names no hours", remedy: "write hours like 09:00-18:00 Europe/Berlin")
      }
      let hours = try OfficeHours(parsing: text)
      let words = text.split(separator: " ")
      let hasDays = words.first?.first?.isLetter == true
      let hasZone = words.last?.first?.isLetter == true
      guard !hasDays || hours.opens.secondOfDay < hours.closes.secondOfDay else {
        throw QuantityError(
          "\(quote(text)) runs over midnight, and weekdays are calendar days",
          remedy: "leave the weekdays out, and write shares of the calendar days under 'days'")
      }
      return StatedHours(
        weights: weights(hours), weekdays: hasDays ? hours.weekdays : nil, zone: hasZone ? hours.zone : nil)
    }
  }

  /// The part of each hour that is open.
  private static func weights(_ hours: OfficeHours) -> [Ratio] {
    let (opens, closes) = (hours.opens.secondOfDay, hours.closes.secondOfDay)
    let isOverMidnight = closes <= opens
    let open: [(from: Int64, to: Int64)] =
      isOverMidnight ? [(Int64(0), closes), (opens, TimeSpan.day)] : [(opens, closes)]
    return (0..<24).map { hour in
      let (from, to) = (Int64(hour) * TimeSpan.hour, Int64(hour + 1) * TimeSpan.hour)
      let seconds = open.reduce(Int64(0)) { $0 + max(0, min($1.to, to) - max($1.from, from)) }
      let exact = Int128(seconds) * Int128(Ratio.one.millionths)
      return Ratio(millionths: Int64(exact.divided(by: Int128(TimeSpan.hour), rounding: .nearestEven)))
    }
  }
}

extension Shape where Value == [Ratio] {
  /// Relative weights of the 24 local hours.
  static var hourly: Shape {
    let weights = Shape.oneOrList(Shape<Ratio>.number(like: "1"))
    return Shape("a list of 24 numbers", .list(.number)) { node, findings in
      guard let hours = weights.read(node, findings) else { return nil }
      guard hours.count == 24 else {
        findings.error(
          node.place, "there are \(hours.count) of 24 hours here", "write one number for each hour from 00:00"
        )
        return nil
      }
      guard hours.contains(where: { $0 > .zero }) else {
        findings.error(node.place, "every hour is 0", "write a number above 0")
        return nil
      }
      return hourLevels(hours)
    }
  }

  /// Weights scaled to a mean of 1 over those that are not 0.
  private static func hourLevels(_ weights: [Ratio]) -> [Ratio] {
    let sum = weights.reduce(Int128(0)) { $0 + Int128($1.millionths) }
    let count = weights.count { $0 > .zero }
    let scale = Int128(count) * Int128(Ratio.one.millionths)
    return weights.map { weight in
      let exact = Int128(weight.millionths) * scale
      return Ratio(millionths: Int64(exact.divided(by: sum, rounding: .nearestEven)))
    }
  }
}
