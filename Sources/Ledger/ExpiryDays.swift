/// The day on which a lot expires that is valid for so many calendar months, by the day on which it begins: found once for each
/// day, for simulated futures order on the same days again and again. It says what `Validity.expiry` says; lots of another
/// validity, and days that are far away, are not in it.

import Quantities

struct ExpiryDays: ~Copyable, Sendable {
  private static let reach = 1_500

  private let months: Int
  private let cycle: BillingCycle
  private let first: Int64
  /// Days since 1970; 0: not found yet.
  private var days: Flat<Int32>

  /// Of the validity that the plan's triggers have, or else its purchases.
  init(plan: LedgerPlan) {
    let validities = plan.offers.map(\.terms.validity) + plan.purchases.map(\.terms.validity)
    let months = validities.lazy.compactMap { validity in
      if case .lasting(.months(let months)) = validity { return months }
      return nil
    }
    self.init(months: months.first ?? 0, plan.billingCycle, first: plan.start.date.day)
  }

  private init(months: Int, _ cycle: BillingCycle, first: Int64) {
    (self.months, self.cycle, self.first) = (months, cycle, first)
    days = Flat(repeating: 0, count: months > 0 ? ExpiryDays.reach : 0)
  }

  /// Days are found again.
  borrowing func copy() -> ExpiryDays {
    ExpiryDays(months: months, cycle, first: first)
  }

  /// Nil: it is not in here.
  @inline(__always)
  mutating func expiry(_ validity: Validity, from start: Instant) -> Instant? {
    guard case .lasting(.months(let months)) = validity, months == self.months, start >= .first else {
      return nil
    }
    let (day, second) = (start.seconds / TimeSpan.day, start.seconds % TimeSpan.day)
    let place = Int(day &- first)
    guard days.indices.contains(place) else { return nil }
    if days[place] == 0, !find(place) { return nil }
    return Instant(seconds: Int64(days[place]) * TimeSpan.day + second)
  }

  /// False: past the calendar.
  private mutating func find(_ place: Int) -> Bool {
    let begin = Instant(CivilDate(day: first + Int64(place)))
    let validity = Validity.lasting(.months(months))
    guard let end = try? validity.expiry(from: begin, cycle: cycle) else { return false }
    days[place] = Int32(end.date.day)
    return true
  }
}
