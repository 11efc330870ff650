"""Hosts that whole companies live on: by default the list of banned hosts never holds them."""

WIDE_HOSTS = (
    *("adobe.com", "amazon.com", "apple.com", "atlassian.com", "atlassian.net", "box.com"),
    *("canva.com", "www.canva.com", "cloud.microsoft", "m365.cloud.microsoft", "discord.com"),
    *("dropbox.com", "facebook.com", "figma.com", "frame.io", "github.com", "gitlab.com"),
    *("google.com", "console.cloud.google.com", "googleapis.com", "huggingface.co"),
    *("instagram.com", "labs.google", "linkedin.com", "live.com", "meta.com"),
    *("microsoft.com", "microsoftonline.com", "notion.com", "notion.so", "office.com"),
    *("salesforce.com", "sharepoint.com", "slack.com", "wikipedia.org", "youtube.com"),
    *("zoom.com", "zoom.us"),
)
