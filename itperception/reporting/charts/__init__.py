from itperception.reporting.charts.chart import Chart, make_chart
from itperception.reporting.charts.gap import gap_by_type, gap_chart
