#include "data/aermod_output.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "core/model/time.h"

namespace leeward::data {
namespace aermod_output {

std::string left(std::string_view text, std::size_t width) {
  std::string result(text.substr(0, width));
  result.resize(width, ' ');
  return result;
}

std::string right(std::string_view text, std::size_t width) {
  return text.size() >= width ? std::string(text.substr(0, width))
                              : std::string(width - text.size(), ' ') + std::string(text);
}

/// Iw.m of Fortran with m = w: zeros in front.
std::string zero_filled(std::int32_t value, int width) {
  const std::string digits = fmt::format("{:0{}}", value, width);
  return digits.size() > static_cast<std::size_t>(width) ? std::string(static_cast<std::size_t>(width), '*')
                                                         : digits;
}

std::string value_field(const AermodRun& run, double value) {
  return run.has_exponents ? fortran_exponent(value, 13, 6) : fortran_fixed(value, 13, 5);
}

/// X, Y, value, ZELEV, ZHILL, ZFLAG. In flat runs all ground is at the base of the profile, as in AERMOD.
void append_place(const AermodRun& run, std::size_t receptor, double value, std::string& text) {
  const Receptor& r = run.receptors[receptor];
  text += ' ' + fortran_fixed(r.position_m.x, 13, 5) + ' ' + fortran_fixed(r.position_m.y, 13, 5) + ' ' +
          value_field(run, value);
  const double ground = run.is_flat ? run.profile_base_elevation_m : r.elevation_m;
  const double hill = run.is_flat ? run.profile_base_elevation_m : r.hill_height_m;
  for (const double height : {ground, hill, r.height_m}) text += ' ' + fortran_fixed(height, 8, 2);
}

std::string network_of(const AermodRun& run, std::size_t receptor) {
  return left(run.network_of.empty() ? std::string_view() : std::string_view(run.network_of[receptor]), 8);
}

std::string options_of(const AermodRun& run) {
  std::string text = run.is_default ? "  RegDFAULT" : "  NonDFAULT";
  text += "  CONC";
  text += run.has_flat_sources ? "  FLAT and ELEV" : run.is_flat ? "  FLAT" : "  ELEV";
  if (!run.has_stack_tip_downwash) text += "  NOSTD";
  for (const char* option : {"ALPHA", "BETA"})
    for (const std::string& given : run.options)
      if (given == option) text += std::string("  ") + option;
  return text + (run.urban_areas.empty() ? "  RURAL" : "  URBAN");
}

std::string first_lines(const AermodRun& run, const AermodHeading& heading) {
  return fmt::format("* LEEWARD({}): {}\n* TITLE   {}: {}\n* MODELING OPTIONS USED: {}\n",
                     left(heading.version, 6), left(run.title_one, 68), std::string(8, ' '),
                     left(run.title_two, 68), options_of(run));
}

std::string post_format(const AermodRun& run) {
  return run.has_exponents ? "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)"
                           : "(3(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I8.8,2X,A8)";
}

std::string plot_format(const AermodRun& run, bool is_over_years) {
  if (is_over_years)
    return run.has_exponents
               ? "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),2X,A6,2X,A8,2X,A5,5X,A8,2X,10(E13.6,2X,I8.8,2X:))"
               : "(3(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,A5,5X,A8,2X,10(F13.5,2X,I8.8,2X:))";
  return run.has_exponents ? "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)"
                           : "(3(1X,F13.5),3(1X,F8.2),3X,A5,2X,A8,2X,A5,5X,A8,2X,I8)";
}

std::string table_lines(const AermodRun& run, std::string_view what, std::string_view format,
                        std::string_view columns, int line_count) {
  std::string text =
      fmt::format("*         {}\n*         FOR A TOTAL OF {} RECEPTORS.\n*         FORMAT: {}\n", what,
                  run.receptors.size() > 99999 ? fmt::format("{}", run.receptors.size())
                                               : fmt::format("{:5}", run.receptors.size()),
                  format);
  text += fmt::format(
      "*        X             Y      AVERAGE CONC    ZELEV    ZHILL    ZFLAG    AVE     GRP  {}\n*", columns);
  for (int i = 0; i < 3; ++i) text += " ____________ ";
  text += ' ';
  for (int i = 0; i < 3; ++i) text += " ______  ";
  text += "______";
  for (int i = 0; i < line_count; ++i) text += "  ________";
  return text + '\n';
}

}  // namespace aermod_output

std::string fortran_fixed(double value, int width, int decimals) {
  std::string text = fmt::format("{:{}.{}f}", value, width, decimals);
  if (text.size() > static_cast<std::size_t>(width)) return std::string(static_cast<std::size_t>(width), '*');
  return text;
}

std::string fortran_exponent(double value, int width, int decimals) {
  // d.dddddE+xx of C has one digit more in front of the point: the same digits, the exponent one higher.
  const std::string c = fmt::format("{:.{}E}", value, decimals - 1);
  if (!std::isfinite(value)) return aermod_output::right(c, static_cast<std::size_t>(width));
  const std::size_t mark = c.find('E');
  const int exponent = value == 0 ? 0 : std::stoi(c.substr(mark + 1)) + 1;
  std::string digits = c.substr(0, mark);
  std::erase(digits, '.');
  const bool is_negative = digits.front() == '-';
  if (is_negative) digits.erase(0, 1);
  const std::string power = std::abs(exponent) < 100
                                ? fmt::format("E{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent))
                                : fmt::format("{}{:03}", exponent < 0 ? '-' : '+', std::abs(exponent));
  std::string text = (is_negative ? "-0." : "0.") + digits + power;
  if (text.size() > static_cast<std::size_t>(width)) return std::string(static_cast<std::size_t>(width), '*');
  return aermod_output::right(text, static_cast<std::size_t>(width));
}

std::string aermod_average_name(int hours) {
  return hours == aermod_month ? "MONTH" : fmt::format("{:2}-HR", hours);
}

std::string aermod_rank_name(int rank) {
  const bool is_teen = rank % 100 > 10 && rank % 100 < 20;
  const int last = rank % 10;
  const char* ending = is_teen || last == 0 || last > 3 ? "TH" : last == 1 ? "ST" : last == 2 ? "ND" : "RD";
  return fmt::format("{:3}{}", rank, ending);
}

std::string post_heading(const AermodRun& run, const AermodHeading& heading, const AermodPostfile& post) {
  using namespace aermod_output;
  const std::string what = fmt::format("POST/PLOT FILE OF CONCURRENT {} VALUES FOR SOURCE GROUP: {}",
                                       aermod_average_name(post.hours), left(run.groups[post.group].id, 8));
  return first_lines(run, heading) + table_lines(run, what, post_format(run), "     DATE     NET ID", 3);
}

void append_post_rows(const AermodRun& run, const AermodPostfile& post, std::int32_t date,
                      std::span<const double> values, std::string& text) {
  using namespace aermod_output;
  const std::string tail = fmt::format("  {}  {}  {}  ", right(aermod_average_name(post.hours), 6),
                                       left(run.groups[post.group].id, 8), zero_filled(date, 8));
  for (std::size_t i = 0; i < values.size(); ++i) {
    append_place(run, i, values[i], text);
    text += tail + network_of(run, i) + '\n';
  }
}

void append_post_record(std::int32_t date, std::int32_t hours, std::string_view group,
                        std::span<const double> values, std::string& bytes) {
  const auto put = [&](const void* from, std::size_t size) {
    bytes.append(static_cast<const char*>(from), size);
  };
  const auto length = static_cast<std::int32_t>(16 + values.size_bytes());
  put(&length, sizeof length);
  put(&date, sizeof date);
  put(&hours, sizeof hours);
  bytes += aermod_output::left(group, 8);
  put(values.data(), values.size_bytes());
  put(&length, sizeof length);
}

std::string long_mean_table(const AermodRun& run, const AermodHeading& heading, std::size_t group,
                            bool is_plotfile, const AermodLongMean& mean) {
  using namespace aermod_output;
  const std::string name = mean.is_annual ? "ANNUAL" : "PERIOD";
  const std::string id = left(run.groups[group].id, 8);
  std::string what;
  if (is_plotfile)
    what = fmt::format("PLOT FILE OF {} VALUES AVERAGED ACROSS {:3} YEARS FOR SOURCE GROUP: {}", name,
                       mean.years, id);
  else if (mean.is_annual)
    what =
        fmt::format("POST/PLOT FILE OF {} VALUES FOR YEAR {:3} FOR SOURCE GROUP: {}", name, mean.count, id);
  else
    what = fmt::format("POST/PLOT FILE OF {} VALUES FOR SOURCE GROUP: {}", name, id);
  const bool has_heading = is_plotfile ? run.has_plot_headers : run.has_post_headers;
  const char* columns = !mean.is_annual ? "    NUM HRS   NET ID"
                        : is_plotfile   ? "   NUM YRS   NET ID"
                                        : "   YEAR NUM   NET ID";
  std::string text = has_heading
                         ? first_lines(run, heading) + table_lines(run, what, post_format(run), columns, 3)
                         : std::string();
  const std::string tail = fmt::format(
      "  {}  {}  {}  ", name, id, zero_filled(is_plotfile && mean.is_annual ? mean.years : mean.count, 8));
  for (std::size_t i = 0; i < mean.values.size(); ++i) {
    append_place(run, i, mean.values[i], text);
    text += tail + network_of(run, i) + '\n';
  }
  return text;
}

std::string ranked_table(const AermodRun& run, const AermodHeading& heading, const AermodPlotfile& plot,
                         const AermodRanked& ranked) {
  using namespace aermod_output;
  const std::string id = left(run.groups[plot.group].id, 8);
  const std::string average = aermod_average_name(plot.hours);
  const std::string rank = aermod_rank_name(plot.rank);
  std::string text;
  if (run.has_plot_headers && ranked.is_over_years) {
    std::string columns = "     RANK     NET ID ";
    for (std::size_t year = 1; year <= ranked.by_year.size(); ++year) {
      const std::string name = year < 10 ? fmt::format("YR{}", year) : fmt::format("Y{}", year);
      columns += fmt::format("  AVER CONC {}  DATE {}", name, name);
    }
    text =
        first_lines(run, heading) +
        table_lines(
            run,
            fmt::format(
                "PLOT FILE OF {}-HIGHEST MAX DAILY {} VALUES AVERAGED OVER {:3} YEARS FOR SOURCE GROUP: {}",
                rank, average, ranked.by_year.size(), id),
            plot_format(run, true), columns, 3);
  } else if (run.has_plot_headers) {
    text =
        first_lines(run, heading) +
        table_lines(
            run, fmt::format("PLOT FILE OF  HIGH {} HIGH {} VALUES FOR SOURCE GROUP: {}", rank, average, id),
            plot_format(run, false), "     RANK     NET ID   DATE(CONC)", 4);
  }
  const std::string tail = fmt::format(
      "{}  {}  {}     ", ranked.is_over_years ? "  " + right(average, 6) : "   " + average, id, rank);
  for (std::size_t i = 0; i < ranked.values.size(); ++i) {
    append_place(run, i, ranked.values[i], text);
    text += tail + network_of(run, i) + "  ";
    if (!ranked.is_over_years) text += fmt::format("{:8}", ranked.dates[i]);
    for (std::size_t year = 0; year < ranked.by_year.size(); ++year)
      text += value_field(run, ranked.by_year[year][i]) + "  " +
              zero_filled(ranked.dates_by_year[year][i], 8) + "  ";
    text += '\n';
  }
  return text;
}

std::string max_daily_heading(const AermodRun& run, const AermodHeading& heading, std::size_t group) {
  using namespace aermod_output;
  return first_lines(run, heading) +
         table_lines(run,
                     fmt::format("MAXDAILY FILE OF DAILY MAXIMUM {} VALUES BY DAY FOR SOURCE GROUP: {}",
                                 aermod_average_name(run.averages_h.front()), left(run.groups[group].id, 8)),
                     run.has_exponents
                         ? "(2(1X,F13.5),1X,E13.6,3(1X,F8.2),2X,A6,2X,A8,2X,I4,2X,I3,2X,I8.8,2X,A8)"
                         : "(3(1X,F13.5),3(1X,F8.2),2X,A6,2X,A8,2X,I4,2X,I3,2X,I8.8,2X,A8)",
                     "    JDAY  HR    DATE    NET ID", 5);
}

void append_max_daily_rows(const AermodRun& run, std::size_t group, std::int32_t day,
                           std::span<const double> maxima, std::span<const std::int32_t> dates,
                           std::string& text) {
  using namespace aermod_output;
  // Two digits of the year as AERMOD reads them: 50 and above are of the last century.
  const int of_century = day / 1'000'000;
  const int year = of_century >= 50 ? 1900 + of_century : 2000 + of_century;
  const int day_in_year = day_of_year(year, day / 10'000 % 100, day / 100 % 100);
  const std::string average = "  " + right(aermod_average_name(run.averages_h.front()), 6);
  const std::string id = left(run.groups[group].id, 8);
  for (std::size_t i = 0; i < maxima.size(); ++i) {
    const std::int32_t date = dates[i] != 0 ? dates[i] : day;
    append_place(run, i, maxima[i], text);
    text += fmt::format("{}  {}  {:4}  {:3}  {}  {}\n", average, id, day_in_year, date % 100,
                        zero_filled(date, 8), network_of(run, i));
  }
}

}  // namespace leeward::data
