"""Where does each question stand? One module for each tool that writes exports.

``tools``
    Start here: all of them by name, and which of them wrote a file.
``plain``
    Of no tool: one header line; the same between titles and totals; names and labels.
``qualtrics``, ``surveymonkey``, ``forms``, ``limesurvey``, ``redcap``
    The layouts of these tools. Each says what its header rows are (``header``) and what
    they mean for the columns below (``finish``).
``options``
    Which columns are the options of one question, and which cells list several.
``alike``
    What looks like a set though no tool says so.
"""
