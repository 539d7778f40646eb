if(name = 'page_view' AND host != '', concat('p', toString(host)), '')
