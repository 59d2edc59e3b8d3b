/// The text of office hours: `Mon-Fri 09:00-17:00 Europe/Berlin`, `Sat,Sun 10:00-14:00 UTC`, `09:00-18:00`.
/// Weekdays first (all, if none are named), then the hours, then the zone (UTC, if none is named).

extension OfficeHours: CustomStringConvertible {
  private static let remedy = "write office hours like Mon-Fri 09:00-17:00 Europe/Berlin"
  private static let dayNames = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  /// Weekdays by three letters of their names or more, with commas between and `-` from one to another
  /// (`Sat-Mon` goes over Sunday).
  public init(parsing text: some StringProtocol) throws(QuantityError) {
    func fail(_ problem: String, _ remedy: String = OfficeHours.remedy) -> QuantityError {
      QuantityError("\(QuantityError.quote(text)) \(problem)", remedy: remedy)
    }
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard let hoursAt = words.firstIndex(where: { $0.utf8.first.map(isDigit) == true }) else {
      throw fail("names no hours")
    }
    let hours = words[hoursAt].split(separator: "-", omittingEmptySubsequences: false)
    guard hours.count == 2 else { throw fail("is not a stretch of office hours") }
    let opens = try ClockTime(parsing: hours[0])
    let closes = try ClockTime(parsing: hours[1])
    guard opens != closes else {
      throw fail("opens when it closes", "write 00:00-24:00 for the whole day")
    }
    guard opens.secondOfDay < TimeSpan.day else {
      throw fail("opens at the end of a day", "write 00:00 for the beginning of the next")
    }
    guard words.count <= hoursAt + 2 else { throw fail("has something behind the zone") }
    let weekdays = try OfficeHours.weekdays(words[..<hoursAt].joined(), in: text)
    let zone = hoursAt + 1 < words.count ? try Zone(named: String(words[hoursAt + 1])) : .utc
    self.init(weekdays: weekdays, opens: opens, closes: closes, zone: zone)
  }

  private static func weekdays(_ list: String, in text: some StringProtocol) throws(QuantityError) -> UInt8 {
    if list.isEmpty { return 0b111_1111 }
    var mask: UInt8 = 0
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      var ends: [Int] = []
      for name in item.split(separator: "-", omittingEmptySubsequences: false) {
        guard name.utf8.count >= 3, let day = dayNames.firstIndex(where: { $0.hasPrefix(name.lowercased()) })
        else {
          throw QuantityError(
            "\(QuantityError.quote(name)) in \(QuantityError.quote(text)) is not a weekday",
            remedy: "write weekdays like Mon-Fri or Mon,Wed,Sat")
        }
        ends.append(day)
      }
      guard let first = ends.first, let last = ends.last, ends.count <= 2 else {
        throw QuantityError(
          "\(QuantityError.quote(item)) is not a stretch of weekdays", remedy: "write weekdays like Mon-Fri")
      }
      for step in 0...((last - first + 7) % 7) { mask |= 1 << UInt8((first + step) % 7) }
    }
    return mask
  }

  /// Reads back as the same hours: `Mon-Fri 09:00-17:00 Europe/Berlin`.
  public var description: String {
    var items: [String] = []
    var day = 0
    while day < 7 {
      var end = day
      while end < 7, weekdays >> UInt8(end) & 1 == 1 { end += 1 }
      let names = (day..<end).map { String(OfficeHours.dayNames[$0].prefix(3)).capitalizedFirst }
      if names.count > 2 { items.append("\(names[0])-\(names[names.count - 1])") } else { items += names }
      day = end + 1
    }
    let days = weekdays == 0b111_1111 ? "" : items.joined(separator: ",") + " "
    return "\(days)\(opens.brief)-\(closes.brief) \(zone)"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
