/// `alerts`: what the owner of the account is warned of, each a sentence of one of four kinds; and how early it is wanted.
///
///     alerts:
///       - balance below $20
///       - {alert: balance below $60, lead: 2 days}
///       - 80% of the monthly limit
///       - a lot expires in 30 days with $50 left
///       - cash of a day above $200

import Documents
import Ledger
import Quantities
import Scenario

extension ScenarioReader {
  func readAlerts() {
    let own = Keys.alert
    root.oneOrList(keys.alerts, "an alert") { record in
      let text = record.need(own.alert, as: .text)
      let watch = record.need(own.alert)
      let lead = record.take(own.lead)
      guard let text, let watch else { return }
      if lead != nil, case .alert(.balance) = watch {
      } else if lead != nil {
        findings.error(
          record.place(own.lead), "only an alert on the balance can be given as early as it is wanted",
          "leave 'lead' out, or write 'alert: balance below $20'")
      }
      scenario.alerts.append(ScenarioAlert(text: text, watch: watch, lead: lead))
    }
    if scenario.alerts.count > 20 {
      findings.error(root.place(keys.alerts), "these are more alerts than 20", "leave some of them out")
    }
  }
}

extension Shape where Value == ScenarioAlert.Watch {
  static var alert: Shape {
    let remedy =
      "write 'balance below $20', '80% of the monthly limit', 'a lot expires in 30 days with $50 left' or 'cash of a day above $200'"
    return .parsed("an alert like 'balance below $20'") { text throws(QuantityError) in
      func rest(_ beginning: String) -> String? {
        text.hasPrefix(beginning) ? String(text.dropFirst(beginning.count)) : nil
      }
      if let amount = rest("balance below ") {
        return .alert(.balance(below: try Nanodollars(parsing: amount)))
      }
      if let amount = rest("cash of a day above ") {
        return .alert(.cash(above: try Nanodollars(parsing: amount)))
      }
      if text.hasSuffix(" of the monthly limit") {
        let share = try Ratio(parsing: String(text.dropLast(" of the monthly limit".count)))
        guard share > .zero else {
          throw QuantityError("nothing of a limit is always reached", remedy: "write a share like 80%")
        }
        return .monthlyLimit(share)
      }
      if let lot = rest("a lot expires in "), lot.hasSuffix(" left") {
        let words = lot.dropLast(" left".count).split(separator: " ").map(String.init)
        if let with = words.firstIndex(of: "with"), with > 0, with + 1 < words.count {
          let span = try TimeSpan(parsing: words[..<with].joined(separator: " "))
          guard case .seconds(let seconds) = span, seconds > 0 else {
            throw QuantityError("\(quote(text)) has a span of months", remedy: "write days, as in 30 days")
          }
          return .alert(
            .expiry(
              within: seconds, left: try Nanodollars(parsing: words[(with + 1)...].joined(separator: " "))))
        }
      }
      throw QuantityError("\(quote(text)) is no alert", remedy: remedy)
    }
  }
}
