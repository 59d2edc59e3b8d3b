/// A negotiated commitment: much credit for a term, paid at once or in equal instalments, and prices of
/// its own. The lot costs the whole price; the instalments after the first are paid as fees of the same account,
/// an equal part of the term apart.

import Documents
import Ledger
import Pricing
import Providers
import Quantities
import Scenario

extension PlanReader {
  func readCommitment() {
    let keys = Keys.commitment
    root.oneOrNamed(Keys.plan.commitment, "commitment", named: "commitment") { label, record in
      let credit = record.need(keys.credit)
      if let credit, !record.has(keys.price) {
        record.assume(keys.pay, credit.description, from: "as credit")
      }
      let pay = statedPrice(record, keys.pay, keys.price, of: credit) ?? credit
      let at = record.take(keys.at, default: plan.start.description, from: "the start")
      let term = record.take(
        keys.term, default: provider.validity(of: .enterprise, at: plan.start).text, from: "default")
      let instalments = record.take(keys.instalments)
      let tax = record.take(keys.tax, default: self.tax.description, from: "tax")
      readVolumePrices(record)
      take(name: label.name, label.place)
      guard let credit, let pay else { return }
      guard let part = term.divided(by: instalments) else {
        findings.error(
          record.place(keys.instalments), "\(term) cannot be cut into \(instalments) equal parts",
          "write another number, or the term in days")
        return
      }
      let share = Nanodollars(pay.count / Int64(instalments))
      var purchase = Purchase(
        name: label.name, source: .enterprise, orderedAt: at, face: credit, price: pay)
      purchase.paidLater.count = share.count * Int64(instalments - 1)
      purchase.terms.validity = .lasting(term)
      purchase.terms.tax = tax
      do throws(QuantityError) {
        _ = try purchase.terms.validity.expiry(from: at, cycle: plan.billingCycle)
      } catch {
        findings.error(record.place(keys.term), error)
        return
      }
      lots.append((label, []))
      let number = list(purchase)
      count(credit, to: .face, record.place(keys.credit))
      countCash(pay, tax: tax, record.has(keys.price) ? record.place(keys.price) : record.place(keys.pay))
      readInstalments(
        label, record, at, every: part, instalments,
        Fee(name: "", at: at, price: share, tax: tax, instalmentOf: number))
    }
  }

  private func readInstalments(
    _ label: Label, _ record: Record, _ at: Instant, every part: TimeSpan, _ count: Int, _ fee: Fee
  ) {
    var late = 0
    for number in 1..<max(count, 1) {
      do throws(QuantityError) {
        var fee = fee
        fee.name = "\(label.name), instalment \(number + 1)"
        fee.at = try at.adding(part, times: number)
        if let horizon, fee.at >= horizon { late += 1 }
        plan.fees.append(fee)
      } catch {
        findings.error(record.place(Keys.commitment.term), error)
        return
      }
    }
    if late > 0 {
      findings.warning(
        record.place(Keys.commitment.instalments),
        "\(late) of \(count) instalments fall after the horizon: they are owed at its end, and are in the total cost but in no month",
        "write a longer horizon")
    }
  }

  /// A share of the list price by model; models that are not named pay list price.
  private func readVolumePrices(_ record: Record) {
    guard let node = record.find(Keys.commitment.volumePrices), !node.isNull else { return }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return
    }
    for pair in pairs {
      let share = Shape<Ratio>.share.read(pair.value, findings)
      do throws(QuantityError) {
        let model = try card.model(named: pair.name)
        if chances.volumePrices.contains(where: { $0.model == model }) {
          findings.error(pair.key.place, "this model has two volume prices", "keep one of them")
        } else if let share {
          chances.volumePrices.append(VolumePrice(model: model, share: share))
        }
      } catch {
        findings.error(pair.key.place, error)
      }
    }
  }
}

extension TimeSpan {
  /// Nil where it leaves a rest.
  fileprivate func divided(by count: Int) -> TimeSpan? {
    switch self {
    case .months(let months): months % count == 0 ? .months(months / count) : nil
    case .seconds(let seconds): seconds % Int64(count) == 0 ? .seconds(seconds / Int64(count)) : nil
    }
  }
}
